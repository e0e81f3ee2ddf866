# Weights as float32 tensors, as they are trained: for every device. On a CPU the products are MKL's. The letters are
# those of loop_lm.py.

# A matrix as it is held.
def pack(self, matrix: Tensor) -> Tensor:
  return matrix

# The embedding as it is held.
def pack_embedding(self, table: Tensor) -> Tensor:
  return table

# Product with matrix number i. Training may have rounded the matrix to bfloat16; then its input is rounded too.
def linear(self, x: Tensor, w: List[Tensor], i: int) -> Tensor:
  return torch.linear(torch.type_as(x, w[i]), w[i]).to(6)               # [..., in] -> [..., out]
