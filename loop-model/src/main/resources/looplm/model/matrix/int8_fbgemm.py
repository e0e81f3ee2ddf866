# As int8_onednn.py, with the matrices packed for FBGEMM: for a CPU without VNNI. There oneDNN's sums of products of
# bytes overflow, and are several times slower than FBGEMM's where inputs are cut to 7 bits.
# In a matrix's place the first list holds its guard.

def pack(self, matrix: Tensor) -> __torch__.torch.classes.quantized.LinearPackedParamsBase:
  scale = torch.amax(torch.abs(matrix), [1]) / 127.                     # [out]
  scale = torch.where(torch.eq(scale, 0), torch.ones_like(scale), scale)
  zero = torch.zeros([matrix.size(0)], dtype=4)                         # [out]
  q = torch.quantize_per_channel(matrix, scale, zero, 0, 12)            # [out, in]
  return ops.quantized.linear_prepack(q, None)

# The guard: a row whose largest value is 1 and whose least is -1.
def beside(self, matrix: Tensor) -> Tensor:
  g = torch.zeros([1, matrix.size(1)])
  _ = torch.fill_(torch.select(g, 1, 0), 1)
  _ = torch.fill_(torch.select(g, 1, 1), -1)
  return g                                                              # [1, in]

def pack_embedding(self, table: Tensor) -> Tensor:
  return table.to(15)

# FBGEMM takes one scale for all rows of x, so that one row's outlier would coarsen its neighbours. Therefore every row
# is divided by its own largest magnitude, and the guard row below them makes the common scale always that of -1 .. 1.
# A row's result is then bit-equal whoever stands beside it. The sums are exact, int32: inputs have 7 bits, because
# pairs of products of bytes are added in 16 bits, which 8 bits would overflow. FBGEMM refuses all rows if one holds
# no number; its own largest magnitude brings that back to it alone.
def linear(self, x: Tensor, w: List[Tensor], i: int) -> Tensor:
  rows = x.reshape([-1, x.size(-1)])                                    # [M, in]
  most = torch.amax(torch.abs(rows), [-1], True)                        # [M, 1]
  most = torch.where(torch.eq(most, 0), torch.ones_like(most), most)
  unit = torch.nan_to_num(rows / most)                                  # [M, in]
  y = ops.quantized.linear_dynamic(torch.cat([unit, w[0][i]]), w[1][i], True)
  y = torch.narrow(y, 0, 0, rows.size(0)) * most                        # [M, out]
  return y.view(torch.slice(x.size(), 0, -1) + [-1])                    # [..., in] -> [..., out]
