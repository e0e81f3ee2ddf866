# As bf16_plain.py, with the matrices in the blocked layout that oneDNN's kernels read in one stream: for a CPU. Only `linear`
# can read them.

# The number of rows is a hint: one layout serves any.
def pack(self, matrix: Tensor) -> Tensor:
  return ops.mkldnn._reorder_linear_weight(matrix.to(15), 4)

def pack_embedding(self, table: Tensor) -> Tensor:
  return table.to(15)

def linear(self, x: Tensor, w: List[Tensor], i: int) -> Tensor:
  y = ops.mkldnn._linear_pointwise(x.to(15), w[i], None, "none", [], "")
  return y.to(6)                                                        # [..., in] -> [..., out]
