# Stage I of training (arXiv 2510.25741, section 3.3) and the scoring that uses the same positions. Compiled together
# with loop_lm.py, whose `forward`, `head` and weight list it uses.
#
#   A answer positions: places in the batch, b * N + n, whose next token counts. Other letters as in loop_lm.py.

# State, [T, A, E], and gate logit, [T, A], of the answer positions after every step.
def answers(self, ids: Tensor, positions: Tensor, steps: Tensor, eps: Tensor, cos: Tensor, sin: Tensor, at: Tensor, w: List[Tensor]) -> Tuple[Tensor, Tensor]:
  real = torch.slice(ids, 1, 0, 0)                                      # [B, 0]: rows are padded on the right only
  hidden, gates, = self.forward(ids, positions, real, steps, eps, cos, sin, w)
  h = torch.index_select(torch.flatten(hidden, 1, 2), 1, at)            # [T, A, E]
  g = torch.index_select(torch.flatten(gates, 1, 2), 1, at)             # [T, A]
  return (h, g)

# Logarithm of the exit distribution (section 3.2): p_t = lambda_t prod_{j<t} (1 - lambda_j); the last step takes
# the rest, so its gate is ignored. Sums of log-sigmoids stay finite where products would round to 0.
def log_exits(self, g: Tensor) -> Tensor:
  last = g.size(0) - 1
  stay = torch.log_sigmoid(torch.neg(torch.narrow(g, 0, 0, last)))      # [T - 1, A]: log (1 - lambda)
  leave = torch.log_sigmoid(torch.narrow(g, 0, 0, last))                # [T - 1, A]: log lambda
  none = torch.zeros_like(torch.narrow(g, 0, 0, 1))                     # [1, A]
  survival = torch.cat([none, torch.cumsum(stay, 0)])                   # [T, A]: log S_{t-1}
  return survival + torch.cat([leave, none])                            # [T, A]

# loss = sum_a weight_a (sum_t p_t CE_t - beta H(p)); nothing is detached: the gate learns where to stop and the
# layers learn to be right there. The entropy H keeps the mass from collapsing onto the last step.
# targets: [A] int64; weight: [A], adds up to 1; beta: one element.
# Returns the loss [], CE [T, A], p [T, A], and 1 where the best token of a step is the target [T, A].
def stage_one(self, ids: Tensor, positions: Tensor, steps: Tensor, eps: Tensor, cos: Tensor, sin: Tensor, at: Tensor, targets: Tensor, weight: Tensor, beta: Tensor, w: List[Tensor]) -> Tuple[Tensor, Tensor, Tensor, Tensor]:
  h, g, = self.answers(ids, positions, steps, eps, cos, sin, at, w)
  logits = self.head(h, w)                                              # [T, A, V]
  wanted = torch.unsqueeze(targets, 0).expand([h.size(0), -1])          # [T, A]
  logp = torch.log_softmax(logits, -1)                                  # [T, A, V]
  ce = torch.neg(torch.squeeze(torch.gather(logp, 2, torch.unsqueeze(wanted, 2)), 2))
  log_p = self.log_exits(g)                                             # [T, A]
  p = torch.exp(log_p)                                                  # [T, A]
  entropy = torch.neg(torch.sum(p * log_p, [0]))                        # [A]
  loss = torch.sum((torch.sum(p * ce, [0]) - beta * entropy) * weight)  # []
  right = torch.eq(torch.argmax(logits, -1), wanted).to(6)              # [T, A]
  return (loss, ce, p, right)

# 1 where the best token of a step is the target, [T, A], and the gate logits, [T, A].
def score_answers(self, ids: Tensor, positions: Tensor, steps: Tensor, eps: Tensor, cos: Tensor, sin: Tensor, at: Tensor, targets: Tensor, w: List[Tensor]) -> Tuple[Tensor, Tensor]:
  h, g, = self.answers(ids, positions, steps, eps, cos, sin, at, w)
  best = torch.argmax(self.head(h, w), -1)                              # [T, A]
  return (torch.eq(best, torch.unsqueeze(targets, 0)).to(6), g)
