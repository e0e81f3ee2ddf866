# Weights in one list, as they are packed.

# Weight number i.
def weight(self, w: List[Tensor], i: int) -> Tensor:
  return w[i]

# Number of weights.
def count(self, w: List[Tensor]) -> int:
  return torch.len(w)

