# Matrices as int8 with one scale per output, packed for oneDNN; the embedding in bfloat16, all else float32: for a CPU
# that adds products of bytes in 32 bits (VNNI). Others take int8_fbgemm.py.
# In a matrix's place the first list holds its scales.

# The scale of every output: its largest weight becomes 127.
def beside(self, matrix: Tensor) -> Tensor:
  scale = torch.amax(torch.abs(matrix), [1]) / 127.                     # [out]
  return torch.where(torch.eq(scale, 0), torch.ones_like(scale), scale)

def pack(self, matrix: Tensor) -> Tensor:
  q = torch.round(matrix / torch.unsqueeze(self.beside(matrix), 1))     # [out, in]
  return ops.onednn.qlinear_prepack(q.to(1), None)

def pack_embedding(self, table: Tensor) -> Tensor:
  return table.to(15)

# Every row is scaled by itself, its largest magnitude to 127, so that its result is bit-equal whoever stands beside it.
# Bytes are unsigned, around 128: signed ones fall into an untuned kernel on CPUs with VNNI but without AMX. The sum
# with 128.5 is positive, so that cutting it off rounds it. A row of zeros is scaled as if it held something.
# The sums of products are exact: int32.
def linear(self, x: Tensor, w: List[Tensor], i: int) -> Tensor:
  most = torch.clamp_min(torch.amax(torch.abs(x), [-1], True), 1e-30)   # [..., 1]
  q = (x * (torch.reciprocal(most) * 127.) + 128.5).to(0)               # [..., in]
  scale = w[0][i]                                                       # [out]
  y = ops.onednn.qlinear_pointwise(q, 1., 128, w[1][i], scale, scale, None, 1., 0, 6, "none", [], "")
  return y * (most / 127.)                                              # [..., in] -> [..., out]
