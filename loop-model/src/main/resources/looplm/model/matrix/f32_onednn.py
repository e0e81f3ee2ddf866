# As f32_plain.py, with the matrices in the blocked layout that oneDNN's kernels read in one stream: for a CPU. Only
# `linear` can read them. Of several rows it reads a matrix once, where MKL's product takes a multiple of one row's time.

# The number of rows is a hint: one layout serves any.
def pack(self, matrix: Tensor) -> Tensor:
  return ops.mkldnn._reorder_linear_weight(matrix, 4)

def pack_embedding(self, table: Tensor) -> Tensor:
  return table

def linear(self, x: Tensor, w: List[Tensor], i: int) -> Tensor:
  return ops.mkldnn._linear_pointwise(x, w[i], None, "none", [], "")    # [..., in] -> [..., out]
