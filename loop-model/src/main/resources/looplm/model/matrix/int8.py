# Matrices as int8 with one scale per output, packed for FBGEMM; the embedding in bfloat16, all else float32: for a CPU.
# The weights are a pair of lists of one length. The first holds the tensors, with an empty one in a matrix's place,
# and one more at its end, the guard; the second holds the matrices, with a stand-in in a tensor's place.

def pack(self, matrix: Tensor) -> __torch__.torch.classes.quantized.LinearPackedParamsBase:
  scale = torch.amax(torch.abs(matrix), [1]) / 127.                     # [out]
  scale = torch.where(torch.eq(scale, 0), torch.ones_like(scale), scale)
  zero = torch.zeros([matrix.size(0)], dtype=4)                         # [out]
  q = torch.quantize_per_channel(matrix, scale, zero, 0, 12)            # [out, in]
  return ops.quantized.linear_prepack(q, None)

def pack_embedding(self, table: Tensor) -> Tensor:
  return table.to(15)

# What stands in a tensor's or, packed, in a matrix's place.
def stand_in(self) -> Tensor:
  return torch.zeros([1, 1])

# A row whose largest value is 1 and whose least is -1, as wide as the widest input.
def guard(self, width: int) -> Tensor:
  g = torch.zeros([1, width])
  _ = torch.fill_(torch.select(g, 1, 0), 1)
  _ = torch.fill_(torch.select(g, 1, 1), -1)
  return g

def weight(self, w: List[Tensor], i: int) -> Tensor:
  return w[0][i]

def count(self, w: List[Tensor]) -> int:
  return torch.len(w[1])

# FBGEMM takes one scale for all rows of x, so that one row's outlier would coarsen its neighbours. Therefore every row
# is divided by its own largest magnitude, and the guard row below them makes the common scale always that of -1 .. 1.
# A row's result is then bit-equal whoever stands beside it. The sums are exact: int32.
# `reduce_range` is in int8_full_range.py or int8_reduced_range.py.
def linear(self, x: Tensor, w: List[Tensor], i: int) -> Tensor:
  rows = x.reshape([-1, x.size(-1)])                                    # [M, in]
  most = torch.amax(torch.abs(rows), [-1], True)                        # [M, 1]
  most = torch.where(torch.eq(most, 0), torch.ones_like(most), most)
  guard = torch.narrow(w[0][torch.len(w[1])], 1, 0, x.size(-1))         # [1, in]
  y = ops.quantized.linear_dynamic(torch.cat([rows / most, guard]), w[1][i], self.reduce_range())
  y = torch.narrow(y, 0, 0, rows.size(0)) * most                        # [M, out]
  return y.view(torch.slice(x.size(), 0, -1) + [-1])                    # [..., in] -> [..., out]
