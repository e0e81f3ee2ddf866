# AdamW (arXiv 1711.05101) over a list of tensors, in place. It is called without gradients.

# Norm of all gradients taken as one vector.
def global_norm(self, g: List[Tensor]) -> Tensor:
  total = torch.zeros([], dtype=6)
  for i in range(torch.len(g)):
    total = total + torch.sum(g[i] * g[i])
  return torch.sqrt(total)

# One update of the parameters w from the gradients g; m and v are the running means of the gradient and of its
# square. step counts from 1. decay holds one factor per tensor, 0 for those that must not shrink.
# Gradients are scaled so that their global norm is at most clip. Returns the norm before that; where it is not
# finite nothing is changed, so the parameters stay as they were.
def update(self, w: List[Tensor], g: List[Tensor], m: List[Tensor], v: List[Tensor], decay: List[float], step: int, lr: float, beta1: float, beta2: float, eps: float, clip: float) -> Tensor:
  norm = self.global_norm(g)
  if bool(torch.isfinite(norm)):
    scale = torch.clamp(torch.reciprocal(norm + 9.9999999999999995e-07) * clip, None, 1.)
    bias1 = 1. - beta1 ** step
    bias2 = 1. - beta2 ** step
    for i in range(torch.len(w)):
      grad = g[i] * scale
      _ = w[i].mul_(1. - lr * decay[i])
      _ = m[i].mul_(beta1).add_(grad, alpha=1. - beta1)
      _ = v[i].mul_(beta2).addcmul_(grad, grad, value=1. - beta2)
      root = torch.sqrt(v[i] / bias2) + eps
      _ = w[i].addcdiv_(m[i] / bias1, root, value=-lr)
  return norm
