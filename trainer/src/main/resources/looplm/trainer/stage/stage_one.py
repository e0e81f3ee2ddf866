# Stage I of training (arXiv 2510.25741, section 3.3) and the scoring that uses the same positions. Compiled together
# with loop_lm.py, whose `forward`, `head` and weight list it uses.
#
#   documents: number of each position's document, [B, N], or [B, 0] where a row is one document, padded on its right.
#   A answer positions: places in the batch, b * N + n, whose next token counts. Other letters as in loop_lm.py.

# The weights with their matrices in a number type (6 float32, 15 bfloat16); gradients go back to the originals. Norms
# and gate stay float32, as everything outside a product does.
def typed(self, w: List[Tensor], dtype: int) -> List[Tensor]:
  out = annotate(List[Tensor], [])
  for i in range(torch.len(w)):
    v = w[i]
    if torch.__and__(torch.eq(v.dim(), 2), torch.ne(i, 2)):
      v = v.to(dtype)
    out = torch.append(out, v)
  return out

# State, [T, A, E], and gate logit, [T, A], of the answer positions after every step.
def answers(self, ids: Tensor, positions: Tensor, documents: Tensor, steps: Tensor, eps: Tensor, cos: Tensor, sin: Tensor, at: Tensor, w: List[Tensor]) -> Tuple[Tensor, Tensor]:
  hidden, gates, = self.forward(ids, positions, documents, steps, eps, cos, sin, w)
  h = torch.index_select(torch.flatten(hidden, 1, 2), 1, at)            # [T, A, E]
  g = torch.index_select(torch.flatten(gates, 1, 2), 1, at)             # [T, A]
  return (h, g)

# Logarithm of the targets' probabilities, [T, A], from the logits [T, A, V].
def log_targets(self, logits: Tensor, targets: Tensor) -> Tensor:
  wanted = torch.unsqueeze(targets, 0).expand([logits.size(0), -1])     # [T, A]
  logp = torch.log_softmax(logits, -1)                                  # [T, A, V]
  return torch.squeeze(torch.gather(logp, 2, torch.unsqueeze(wanted, 2)), 2)

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
# targets: [A] int64; weight: [A], adds up to 1 over an update; beta: one element; dtype: see typed.
# Returns the loss [], CE [T, A], p [T, A], and the best token of every step [T, A].
def stage_one(self, ids: Tensor, positions: Tensor, documents: Tensor, steps: Tensor, eps: Tensor, cos: Tensor, sin: Tensor, at: Tensor, targets: Tensor, weight: Tensor, beta: Tensor, dtype: Tensor, w: List[Tensor]) -> Tuple[Tensor, Tensor, Tensor, Tensor]:
  v = self.typed(w, int(dtype))
  h, g, = self.answers(ids, positions, documents, steps, eps, cos, sin, at, v)
  logits = self.head(h, v).to(6)                                        # [T, A, V]
  ce = torch.neg(self.log_targets(logits, targets))                     # [T, A]
  log_p = self.log_exits(g)                                             # [T, A]
  p = torch.exp(log_p)                                                  # [T, A]
  entropy = torch.neg(torch.sum(p * log_p, [0]))                        # [A]
  loss = torch.sum((torch.sum(p * ce, [0]) - beta * entropy) * weight)  # []
  return (loss, ce, p, torch.argmax(logits, -1).to(6))

# Without gradients. Best token, logarithm of the target's probability, gate logit, and how far the state moved in
# a step (root mean square; the first step moves from the embedding), each [T, A].
def score_answers(self, ids: Tensor, positions: Tensor, documents: Tensor, steps: Tensor, eps: Tensor, cos: Tensor, sin: Tensor, at: Tensor, targets: Tensor, w: List[Tensor]) -> Tuple[Tensor, Tensor, Tensor, Tensor]:
  h, g, = self.answers(ids, positions, documents, steps, eps, cos, sin, at, w)
  logits = self.head(h, w).to(6)                                        # [T, A, V]
  start = self.embed(torch.index_select(torch.flatten(ids), 0, at), w)  # [A, E]
  before = torch.cat([torch.unsqueeze(start, 0), torch.narrow(h, 0, 0, h.size(0) - 1)])
  moved = torch.sqrt(torch.mean((h - before) * (h - before), [-1]))     # [T, A]
  return (torch.argmax(logits, -1).to(6), self.log_targets(logits, targets), g, moved)
