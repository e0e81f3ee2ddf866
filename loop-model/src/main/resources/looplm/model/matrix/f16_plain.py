# Matrices and embedding as float16 tensors, all else float32: for a GPU. A product rounds its input and its result to
# float16, whose largest number is 65504.

def pack(self, matrix: Tensor) -> Tensor:
  return matrix.to(5)

def pack_embedding(self, table: Tensor) -> Tensor:
  return table.to(5)

def linear(self, x: Tensor, w: List[Tensor], i: int) -> Tensor:
  return torch.linear(x.to(5), w[i]).to(6)                              # [..., in] -> [..., out]
