# Matrices as float16, packed for FBGEMM, which raises them as it reads: inputs, products and sums are float32, so that
# the rounding of the weights is all the error there is. For any CPU with AVX2. The embedding in float16, all else float32.

def pack(self, matrix: Tensor) -> __torch__.torch.classes.quantized.LinearPackedParamsBase:
  return ops.quantized.linear_prepack_fp16(matrix, None)

# What stands in a matrix's place among the tensors.
def beside(self, matrix: Tensor) -> Tensor:
  return self.stand_in()

def pack_embedding(self, table: Tensor) -> Tensor:
  return table.to(5)

def linear(self, x: Tensor, w: List[Tensor], i: int) -> Tensor:
  return ops.quantized.linear_dynamic_fp16(x, w[1][i])                  # [..., in] -> [..., out]
