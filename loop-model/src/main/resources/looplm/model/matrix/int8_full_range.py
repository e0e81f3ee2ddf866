# Inputs of int8.py in 8 bits: where the CPU adds products of bytes in 32 bits (VNNI).
def reduce_range(self) -> bool:
  return False
