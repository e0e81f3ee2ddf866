# Weights in a pair of lists of one length: the tensors, with what a form puts beside a matrix in its place, and the
# packed matrices, with a stand-in in a tensor's place.

# What stands, packed, in a tensor's place.
def stand_in(self) -> Tensor:
  return torch.zeros([1, 1])

# Tensor number i.
def weight(self, w: List[Tensor], i: int) -> Tensor:
  return w[0][i]

# Number of weights.
def count(self, w: List[Tensor]) -> int:
  return torch.len(w[1])

