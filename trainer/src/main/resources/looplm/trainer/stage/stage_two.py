# Stage II of training (arXiv 2510.25741, section 3.4): the model is frozen, and its exit gate learns from what each step
# gained. Compiled together with loop_lm.py and stage_one.py.

# Without gradients: states [T, A, E] and cross-entropies [T, A] of the answer positions, to be stored.
def observe(self, ids: Tensor, positions: Tensor, documents: Tensor, steps: Tensor, eps: Tensor, cos: Tensor, sin: Tensor, at: Tensor, targets: Tensor, w: List[Tensor]) -> Tuple[Tensor, Tensor]:
  h, _, = self.answers(ids, positions, documents, steps, eps, cos, sin, at, w)
  return (h, torch.neg(self.log_targets(self.head(h, w).to(6), targets)))

# Without gradients: gain I_t = max(0, CE_{t-1} - CE_t) of the steps t = 2..T and the wanted probability of going on,
# sigmoid(k (I_t - gamma)), both [T - 1, A].
def gains(self, ce: Tensor, k: float, gamma: float) -> Tuple[Tensor, Tensor]:
  last = ce.size(0) - 1
  gain = torch.clamp(torch.narrow(ce, 0, 0, last) - torch.narrow(ce, 0, 1, last), 0)
  return (gain, torch.sigmoid((gain - gamma) * k))

# loss = 1 / T sum_t -mean_a (go_on log(1 - lambda) + (1 - go_on) log lambda), with T although there are T - 1 terms.
# h: [T - 1, A, E], the states that the gates in training see; go_on: [T - 1, A]; w: the gate's weight and bias.
# Returns the loss [] and the terms of the sum [T - 1].
def stage_two(self, h: Tensor, go_on: Tensor, w: List[Tensor]) -> Tuple[Tensor, Tensor]:
  g = torch.squeeze(torch.linear(h, w[0], w[1]), -1)                    # [T - 1, A]
  log_stay = torch.log_sigmoid(torch.neg(g))                            # log (1 - lambda)
  log_leave = torch.log_sigmoid(g)                                      # log lambda
  terms = torch.neg(torch.mean(go_on * log_stay + (1. - go_on) * log_leave, [1]))
  return (torch.sum(terms) / float(h.size(0) + 1), terms)
