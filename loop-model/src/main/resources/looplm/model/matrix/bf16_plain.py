# Matrices and embedding as bfloat16 tensors, all else float32: for a GPU, and for a CPU that oneDNN has no bfloat16
# kernels for. A product rounds its input and its result to bfloat16 and adds up in float32.

# A matrix as it is held.
def pack(self, matrix: Tensor) -> Tensor:
  return matrix.to(15)

# The embedding as it is held.
def pack_embedding(self, table: Tensor) -> Tensor:
  return table.to(15)

def linear(self, x: Tensor, w: List[Tensor], i: int) -> Tensor:
  return torch.linear(x.to(15), w[i]).to(6)                             # [..., in] -> [..., out]
