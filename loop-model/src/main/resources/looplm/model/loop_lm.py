# The LoopLM forward pass: one stack of layers, applied several times (arXiv 2510.25741, Ouro).
#
# This text is compiled by libtorch when a model is loaded and is called from Java, once per tick. The same
# text serves the CPU, the GPU, inference and training. It is written in the dialect of saved TorchScript.
# It holds no weights, no state and no sizes: those are arguments, and sizes come from tensor shapes.
#
#   B rows or sequences      E hidden size                w    weights: 5 of the model, then 11 of each layer
#   N positions              H query heads                kv   cache of one sequence [P, L, 2, K, C, D]: keys
#   T recurrent steps        K KV heads, G = H / K             (0) and values (1) of C positions, one plane per
#   P planes of a cache      D head size                       recurrent step. Keys are stored after RoPE
#   L layers                 F MLP size                   cos, sin   rotary tables [positions, D]
#   C positions of a cache   V vocabulary                 eps  of every norm
#
# How weights are held and multiplied is another text of a few lines, put before this one, the one that is fastest on
# the machine at hand: matrix/f32_plain.py, f32_onednn.py, f16_fbgemm.py and so on. It gives `linear`, `weight` and
# `count`, and its own type in place of List[Tensor] where the weights are an argument. Everything outside a product is float32, whatever the weights are.
#
# Reading order: the parts of a layer, the layer, the exit gate and the head; then the ways through the stack (all
# positions, a chunk, continuations, one token, rows at different depths) with the entry point of each.


# ---- parts ----------------------------------------------------------------------------------------------

# Weights of the whole model.
def embed(self, ids: Tensor, w: List[Tensor]) -> Tensor:
  return torch.embedding(self.weight(w, 0), ids).to(6)                  # [...] -> [..., E]

# Root mean square norm, statistics in float32.
def norm(self, x: Tensor, weight: Tensor, eps: float) -> Tensor:
  return torch.rms_norm(x, [x.size(-1)], weight, eps)                   # [..., E]

# Rotary embedding, rotate-half form: the first half of a head turns against the second.
def rotate(self, x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
  half = torch.chunk(x, 2, -1)
  return x * cos + torch.cat([torch.neg(half[1]), half[0]], -1) * sin   # [B, heads, N, D]

# The heads that matrix i of the weights makes of x; no product with a weight matrix has a bias.
def heads(self, x: Tensor, w: List[Tensor], i: int, head_dim: int) -> Tensor:
  y = self.linear(x, w, i)                                              # [B, N, heads * D]
  y = y.view([x.size(0), x.size(1), -1, head_dim])                      # [B, N, heads, D]
  return torch.transpose(y, 1, 2)                                       # [B, heads, N, D]

# Matrices i, i + 1 and i + 2 of the weights.
def mlp(self, x: Tensor, w: List[Tensor], i: int) -> Tensor:
  m = torch.silu(self.linear(x, w, i)) * self.linear(x, w, i + 1)       # [B, N, F]
  return self.linear(m, w, i + 2)                                       # [B, N, E]


# ---- decoder layer --------------------------------------------------------------------------------------
# Sandwich norms: one before and one after attention, one before and one after the MLP; the residual is not
# normed. A layer is split where the ways through the stack differ: before (project) and after (finish) the
# attention itself.

def layers(self, w: List[Tensor]) -> int:
  return torch.floordiv(self.count(w) - 5, 11)

# Queries, keys and values of layer l.
def project(self, x: Tensor, l: int, cos: Tensor, sin: Tensor, w: List[Tensor], eps: float) -> Tuple[Tensor, Tensor, Tensor]:
  i = 5 + 11 * l
  a = self.norm(x, self.weight(w, i), eps)                              # [B, N, E]
  q = self.rotate(self.heads(a, w, i + 1, cos.size(-1)), cos, sin)      # [B, H, N, D]
  k = self.rotate(self.heads(a, w, i + 2, cos.size(-1)), cos, sin)      # [B, K, N, D]
  v = self.heads(a, w, i + 3, cos.size(-1))                             # [B, K, N, D]
  return (q, k, v)

# The rest of layer l, from what its heads attended to.
def finish(self, x: Tensor, attended: Tensor, l: int, w: List[Tensor], eps: float) -> Tensor:
  i = 5 + 11 * l
  a = self.linear(attended, w, i + 4)                                   # [B, N, E]
  x = x + self.norm(a, self.weight(w, i + 5), eps)
  m = self.mlp(self.norm(x, self.weight(w, i + 6), eps), w, i + 7)      # [B, N, E]
  return x + self.norm(m, self.weight(w, i + 10), eps)                  # [B, N, E]

# Softmax attention; with a mask (True = may see) or, without one, causal.
def attend(self, q: Tensor, k: Tensor, v: Tensor, mask: Optional[Tensor]) -> Tensor:
  causal = torch.__is__(mask, None)
  y = torch.scaled_dot_product_attention(q, k, v, mask, 0., causal, scale=None, enable_gqa=True)
  y = torch.transpose(y, 1, 2)                                          # [B, N, H, D]
  return y.reshape([q.size(0), q.size(2), -1])                          # [B, N, H * D]

# End of a recurrent step: the final norm runs after EVERY step; its result feeds the gate, the head and the
# next step.
def close_step(self, x: Tensor, w: List[Tensor], eps: float) -> Tensor:
  return self.norm(x, self.weight(w, 1), eps)                           # [B, N, E]


# ---- exit gate and head ---------------------------------------------------------------------------------

# Logit g of leaving after this step, lambda = sigmoid(g) (section 3.2). In float32 whatever the weights' type:
# in bfloat16 the sums below can round up to a threshold they have not reached.
def gate(self, h: Tensor, w: List[Tensor]) -> Tensor:
  g = torch.linear(h, self.weight(w, 2), self.weight(w, 3))             # [..., E] -> [..., 1]
  return torch.squeeze(g, -1)                                           # [...]

# Logits over the vocabulary; h is normed already.
def head(self, h: Tensor, w: List[Tensor]) -> Tensor:
  return self.linear(h, w, 4)                                           # [..., E] -> [..., V]


# ---- all positions of whole sequences: training and scoring ---------------------------------------------

# What a position may see: itself and the real positions before it in its own document. real holds the number of
# a position's document, from 1, and 0 on padding, so a plain mask is one document. Padding sees itself, so that
# no softmax is over nothing: some kernels answer that with NaN.
def sequence_mask(self, real: Tensor) -> Tensor:
  N = real.size(1)
  at = torch.arange(N, device=real.device)                              # [N]
  earlier = torch.lt(torch.unsqueeze(at, 0), torch.unsqueeze(at, 1))    # [N, N]
  itself = torch.eq(torch.unsqueeze(at, 0), torch.unsqueeze(at, 1))     # [N, N]
  same = torch.eq(torch.unsqueeze(real, 1), torch.unsqueeze(real, 2))   # [B, N, N]
  seen = torch.logical_and(same, torch.unsqueeze(torch.ne(real, 0), 1)) # [B, N, N]
  allowed = torch.logical_or(torch.logical_and(earlier, seen), itself)  # [B, N, N]
  return torch.unsqueeze(allowed, 1)                                    # [B, 1, N, N]

# Every recurrent step of every position, without a cache; the only entry point that is trained through.
# ids, positions: [B, N] int64. real: [B, N], see sequence_mask, or [B, 0] for rows of one document with no padding
# on the left. steps and
# eps are tensors of one element because a call with gradients can pass nothing else.
# Returns the normed state and the gate logit of every step: [T, B, N, E], [T, B, N].
def forward(self, ids: Tensor, positions: Tensor, real: Tensor, steps: Tensor, eps: Tensor, cos: Tensor, sin: Tensor, w: List[Tensor]) -> Tuple[Tensor, Tensor]:
  e = float(eps)
  mask = annotate(Optional[Tensor], None)
  if torch.gt(real.size(1), 0):
    mask = self.sequence_mask(real)
  c = torch.unsqueeze(torch.embedding(cos, positions), 1)               # [B, 1, N, D]
  s = torch.unsqueeze(torch.embedding(sin, positions), 1)               # [B, 1, N, D]
  x = self.embed(ids, w)                                                # [B, N, E]
  hidden = annotate(List[Tensor], [])
  gates = annotate(List[Tensor], [])
  for t in range(int(steps)):
    for l in range(self.layers(w)):
      q, k, v, = self.project(x, l, c, s, w, e)
      x = self.finish(x, self.attend(q, k, v, mask), l, w, e)
    x = self.close_step(x, w, e)
    hidden = torch.append(hidden, x)
    gates = torch.append(gates, self.gate(x, w))
  return (torch.stack(hidden), torch.stack(gates))


# ---- a chunk of one sequence, over its cache: prefill ---------------------------------------------------

# Position start + n sees the cache up to itself.
def chunk_mask(self, start: int, N: int, ids: Tensor) -> Tensor:
  key = torch.arange(start + N, device=ids.device)                      # [start + N]
  query = torch.unsqueeze(torch.slice(key, 0, start), 1)                # [N, 1]
  return torch.le(torch.unsqueeze(key, 0), query)                       # [N, start + N]

# One recurrent step of N tokens that follow `start` cached ones: writes plane `plane`, reads plane `plane`.
def chunk_step(self, x: Tensor, plane: int, start: int, mask: Tensor, kv: Tensor, cos: Tensor, sin: Tensor, w: List[Tensor], eps: float) -> Tensor:
  N = x.size(1)
  for l in range(self.layers(w)):
    q, k, v, = self.project(x, l, cos, sin, w, eps)                     # [1, H or K, N, D]
    slot = torch.select(torch.select(kv, 0, plane), 0, l)               # [2, K, C, D]
    _ = torch.copy_(torch.narrow(slot, 2, start, N), torch.cat([k, v])) # [2, K, N, D]
    past = torch.narrow(slot, 2, 0, start + N)                          # [2, K, start + N, D]
    a = self.attend(q, torch.unsqueeze(past[0], 0), torch.unsqueeze(past[1], 0), mask)
    x = self.finish(x, a, l, w, eps)                                    # [1, N, E]
  return self.close_step(x, w, eps)

# All P steps of a chunk, filling its positions in all P planes. Returns its normed states [P, N, E].
def chunk_states(self, ids: Tensor, start: int, mask: Tensor, kv: Tensor, cos: Tensor, sin: Tensor, w: List[Tensor], eps: float) -> Tensor:
  x = torch.unsqueeze(self.embed(ids, w), 0)                            # [1, N, E]
  states = annotate(List[Tensor], [])
  for plane in range(kv.size(0)):
    x = self.chunk_step(x, plane, start, mask, kv, cos, sin, w, eps)
    states = torch.append(states, x)
  return torch.cat(states)                                              # [P, N, E]

# The next N = ids.size(0) positions of a sequence. ids: [N] int64.
# Returns the state of the last position after every step and its gate logits: [P, E], [P].
def prefill(self, ids: Tensor, start: int, kv: Tensor, cos: Tensor, sin: Tensor, w: List[Tensor], eps: float) -> Tuple[Tensor, Tensor]:
  N = ids.size(0)
  c = torch.narrow(cos, 0, start, N)                                    # [N, D]
  s = torch.narrow(sin, 0, start, N)                                    # [N, D]
  x = self.chunk_states(ids, start, self.chunk_mask(start, N, ids), kv, c, s, w, eps)
  states = torch.contiguous(torch.select(x, 1, -1))                     # [P, E]
  return (states, self.gate(states, w))


# ---- several continuations of one context: scoring ------------------------------------------------------

# Log-probabilities of M tokens after each of N states at every step, and 1 where a token is the likeliest one.
# h: [P, N, E], targets: [N, M] int64. Both results [P, N, M], in float32.
def likelihood(self, h: Tensor, targets: Tensor, w: List[Tensor]) -> Tuple[Tensor, Tensor]:
  logits = self.head(h, w).to(6)                                        # [P, N, V]
  at = torch.expand(torch.unsqueeze(targets, 0), [h.size(0), -1, -1])   # [P, N, M]
  chosen = torch.gather(logits, -1, at) - torch.logsumexp(logits, [-1], True)
  best = torch.argmax(logits, -1, True)                                 # [P, N, 1]
  return (chosen, torch.eq(best, at).to(6))

# Feeds tokens of several continuations at once, a prefix tree in one chunk: slot start + n of the cache holds a
# token of position positions[n]. owners: [start + N] int64, 0 where a slot belongs to the context, which all
# see, else the number of its continuation, which sees no other. targets: [N, 1], the token after each.
# Returns log-probability and likeliest (see likelihood) and the gate logit: [P, N, 1], [P, N, 1], [P, N].
def score(self, ids: Tensor, positions: Tensor, owners: Tensor, targets: Tensor, kv: Tensor, cos: Tensor, sin: Tensor, w: List[Tensor], eps: float) -> Tuple[Tensor, Tensor, Tensor]:
  N = ids.size(0)
  start = owners.size(0) - N
  key = torch.unsqueeze(owners, 0)                                      # [1, start + N]
  query = torch.unsqueeze(torch.slice(owners, 0, start), 1)             # [N, 1]
  mask = torch.logical_or(torch.eq(key, 0), torch.eq(key, query))       # [N, start + N]
  mask = torch.logical_and(mask, self.chunk_mask(start, N, ids))
  c = torch.embedding(cos, positions)                                   # [N, D]
  s = torch.embedding(sin, positions)                                   # [N, D]
  h = self.chunk_states(ids, start, mask, kv, c, s, w, eps)             # [P, N, E]
  chosen, best, = self.likelihood(h, targets, w)
  return (chosen, best, self.gate(h, w))


# ---- one token of one sequence, one step at a time: the serial oracle -----------------------------------

# One recurrent step of the token at `position`: state [E] -> state [E] and gate logit [1]. Fills one plane only.
def token_step(self, state: Tensor, plane: int, position: int, kv: Tensor, cos: Tensor, sin: Tensor, w: List[Tensor], eps: float) -> Tuple[Tensor, Tensor]:
  c = torch.narrow(cos, 0, position, 1)                                 # [1, D]
  s = torch.narrow(sin, 0, position, 1)                                 # [1, D]
  mask = self.chunk_mask(position, 1, state)                            # [1, position + 1]
  x = state.view([1, 1, -1])                                            # [1, 1, E]
  x = self.chunk_step(x, plane, position, mask, kv, c, s, w, eps)
  h = x.view([1, -1])                                                   # [1, E]
  return (torch.select(h, 0, 0), self.gate(h, w))

# Copies keys and values of `position` from plane `source` to the planes first .. last - 1.
def copy_plane(self, kv: Tensor, position: int, source: int, first: int, last: int) -> Tensor:
  at = torch.select(kv, 4, position)                                    # [P, L, 2, K, D]
  return torch.copy_(torch.narrow(at, 0, first, last - first), torch.select(at, 0, source))

# Puts the mean of the planes 0 .. steps - 1 of `position` into all planes.
def mean_planes(self, kv: Tensor, position: int, steps: int) -> Tensor:
  at = torch.select(kv, 4, position)                                    # [P, L, 2, K, D]
  return torch.copy_(at, torch.mean(torch.narrow(at, 0, 0, steps), [0]))


# ---- B rows at different depths, one recurrent step: the tick -------------------------------------------

# Attention of a row whose answer keeps one plane, the step each token exited at, read at every depth: position
# m - 1 of the answer is the row's own, overwritten at every step. Prompt and answer lie apart, so that the scores
# are joined, never the keys. past: [2, K, C, D], own: [2, K, A, D].
def attend_shared(self, query: Tensor, fresh: Tensor, past: Tensor, own: Tensor, at: int) -> Tensor:
  _ = torch.copy_(torch.select(own, 2, at), fresh)                      # [2, K, D]
  said = torch.narrow(own, 2, 0, at + 1)                                # [2, K, m, D]
  scaled = torch.div(query, torch.sqrt(query.size(-1)))                 # [K, G, D]
  before = torch.matmul(scaled, torch.transpose(past[0], 1, 2))         # [K, G, C]
  after = torch.matmul(scaled, torch.transpose(said[0], 1, 2))          # [K, G, m]
  p = torch.softmax(torch.cat([before, after], -1), -1)                 # [K, G, C + m]
  of_prompt = torch.matmul(torch.narrow(p, -1, 0, past.size(2)), past[1])
  of_answer = torch.matmul(torch.narrow(p, -1, past.size(2), at + 1), said[1])
  return of_prompt + of_answer                                          # [K, G, D]

# Attention of layer l for every row over its own cache. A row at depth d writes its key and value ahead into
# the planes d .. P-1 of its position and reads plane d: after an exit at step e plane p holds step min(p, e),
# with nothing to fix up. One call per row on contiguous views: gathering the rows' planes first is 2-6 times
# slower on a CPU. The G query heads of a KV head share its keys, so they are the queries of one call.
# Rows past the last cache are idle: their attention is 0 and touches nothing.
# A cache that shares (answers[b] of A > 0 positions) keeps one plane of what follows its C positions, see
# attend_shared.
def attend_rows(self, q: Tensor, k: Tensor, v: Tensor, l: int, depths: List[int], positions: List[int], kv: List[Tensor], answers: List[Tensor]) -> Tensor:
  fresh = torch.stack([torch.squeeze(k, 2), torch.squeeze(v, 2)], 1)    # [B, 2, K, D]
  out = torch.zeros_like(torch.squeeze(q, 2))                           # [B, H, D]
  for b in range(torch.len(kv)):
    d = depths[b]
    n = positions[b]
    past = torch.select(torch.select(kv[b], 0, d), 0, l)                # [2, K, C, D]
    query = q[b].reshape([1, k.size(1), -1, q.size(3)])                 # [1, K, G, D]
    if torch.gt(answers[b].size(3), 0):
      own = torch.select(answers[b], 0, l)                              # [2, K, A, D]
      y = self.attend_shared(query[0], fresh[b], past, own, n - past.size(2))
    else:
      ahead = torch.narrow(kv[b], 0, d, kv[b].size(0) - d)              # [P - d, L, 2, K, C, D]
      ahead = torch.select(torch.select(ahead, 1, l), 3, n)             # [P - d, 2, K, D]
      _ = torch.copy_(ahead, fresh[b])
      past = torch.unsqueeze(torch.narrow(past, 2, 0, n + 1), 1)        # [2, 1, K, n + 1, D]
      y = torch.scaled_dot_product_attention(query, past[0], past[1], None, 0., False)
    _ = torch.copy_(out[b], y.reshape([-1, q.size(3)]))                 # [H, D]
  return torch.unsqueeze(torch.flatten(out, 1), 1)                      # [B, 1, H * D]

# The same in one call for all rows: for a GPU, where a call costs more than what it reads. The rows' planes are gathered,
# padded to the longest row, and masked beyond each row's own position; what lies there must be numbers, so that such a
# cache begins as zeros. No row may share.
def attend_together(self, q: Tensor, k: Tensor, v: Tensor, l: int, depths: List[int], positions: List[int], kv: List[Tensor]) -> Tensor:
  R = torch.len(kv)
  fresh = torch.stack([torch.squeeze(k, 2), torch.squeeze(v, 2)], 1)    # [B, 2, K, D]
  longest = 0
  for b in range(R):
    longest = ops.prim.max(longest, positions[b] + 1)
  planes = annotate(List[Tensor], [])
  for b in range(R):
    d = depths[b]
    ahead = torch.narrow(kv[b], 0, d, kv[b].size(0) - d)                # [P - d, L, 2, K, C, D]
    ahead = torch.select(torch.select(ahead, 1, l), 3, positions[b])    # [P - d, 2, K, D]
    _ = torch.copy_(ahead, fresh[b])
    past = torch.select(torch.select(kv[b], 0, d), 0, l)                # [2, K, C, D]
    m = ops.prim.min(longest, past.size(2))
    past = torch.narrow(past, 2, 0, m)                                  # [2, K, m, D]
    planes = torch.append(planes, torch.constant_pad_nd(past, [0, 0, 0, longest - m], 0))
  past = torch.stack(planes, 1)                                         # [2, R, K, longest, D]
  at = torch.tensor(positions, dtype=4, device=q.device)                # [B]
  at = torch.narrow(at, 0, 0, R).view([R, 1, 1, 1])                     # [R, 1, 1, 1]
  seen = torch.le(torch.arange(longest, device=q.device), at)           # [R, 1, 1, longest]
  query = torch.narrow(q, 0, 0, R).reshape([R, k.size(1), -1, q.size(3)])
  y = torch.scaled_dot_product_attention(query, past[0], past[1], seen, 0., False)
  out = torch.zeros_like(torch.squeeze(q, 2))                           # [B, H, D]
  _ = torch.copy_(torch.narrow(out, 0, 0, R), y.reshape([R, -1, q.size(3)]))
  return torch.unsqueeze(torch.flatten(out, 1), 1)                      # [B, 1, H * D]

# together: 1 for one call of attention for all rows, 0 for one call per row.
def rows_step(self, x: Tensor, together: int, depths: List[int], positions: List[int], kv: List[Tensor], answers: List[Tensor], cos: Tensor, sin: Tensor, w: List[Tensor], eps: float) -> Tensor:
  for l in range(self.layers(w)):
    q, k, v, = self.project(x, l, cos, sin, w, eps)                     # [B, H or K, 1, D]
    if torch.eq(together, 1):
      a = self.attend_together(q, k, v, l, depths, positions, kv)       # [B, 1, H * D]
    else:
      a = self.attend_rows(q, k, v, l, depths, positions, kv, answers)  # [B, 1, H * D]
    x = self.finish(x, a, l, w, eps)
  return self.close_step(x, w, eps)                                     # [B, 1, E]

# One step of the exit distribution (section 3.2): p_t = lambda_t S_{t-1}, S_t = S_{t-1} (1 - lambda_t),
# CDF(t) = sum of p. A row leaves at its max_steps, where the CDF is 1, or once it has run min_steps and the
# CDF has reached a threshold below 1: threshold 1 never leaves early, whatever the rounding.
# Returns [5, B]: gate logit, lambda, CDF, S, and 1 where the row leaves. All in float32.
def leave(self, gate: Tensor, steps: Tensor, min_steps: Tensor, max_steps: Tensor, threshold: Tensor, cdf: Tensor, survival: Tensor) -> Tensor:
  hazard = torch.sigmoid(gate)                                          # [B]
  cdf = cdf + hazard * survival
  survival = survival * (1. - hazard)
  last = torch.ge(steps, max_steps)
  early = torch.logical_and(torch.lt(threshold, 1.), torch.ge(cdf, threshold))
  early = torch.logical_and(early, torch.ge(steps, min_steps))
  leaves = torch.logical_or(last, early).to(6)
  cdf = torch.where(last, torch.ones_like(cdf), cdf)
  return torch.stack([gate, hazard, cdf, survival, leaves])

# Copies N positions of one cache into another of as many planes: what a page of a prefix is kept in and read from.
def copy_positions(self, to: Tensor, to_start: int, source: Tensor, source_start: int, N: int) -> Tensor:
  return torch.copy_(torch.narrow(to, 4, to_start, N), torch.narrow(source, 4, source_start, N))

# The state each row starts this step from: at depth 0 its token, deeper what it rests in, states[b] [E]. Rows past the
# last state are idle: they start from zeros.
def start(self, token: Tensor, depth: Tensor, states: List[Tensor], w: List[Tensor]) -> Tensor:
  x = self.embed(token, w)                                              # [B, E]
  idle = torch.zeros_like(torch.narrow(x, 0, torch.len(states), x.size(0) - torch.len(states)))
  resting = torch.cat([torch.stack(states), idle])                      # [B, E]
  return torch.where(torch.unsqueeze(torch.eq(depth, 0), 1), x, resting)

# Exactly one recurrent step of B rows. A row's state stays in its place of states, where the next step finds it.
# Returns the exits [5, B] (see leave) and the logits [X, V] of the X rows that leave or are told (1) at every step, in
# row order.
# The head runs on all rows or on none, never on the leaving ones only: a matrix product of another height
# may round differently, and a row's logits must not depend on how many neighbours leave with it.
def tick(self, tokens: List[int], states: List[Tensor], depths: List[int], positions: List[int], min_steps: List[int], max_steps: List[int], told: List[int], thresholds: List[float], cdfs: List[float], survivals: List[float], together: int, kv: List[Tensor], answers: List[Tensor], cos: Tensor, sin: Tensor, w: List[Tensor], eps: float) -> Tuple[Tensor, Tensor]:
  B = torch.len(tokens)
  depth = torch.tensor(depths, dtype=4, device=cos.device)              # [B]
  at = torch.tensor(positions, dtype=4, device=cos.device)              # [B]
  token = torch.tensor(tokens, dtype=4, device=cos.device)              # [B]
  x = self.start(token, depth, states, w)                               # [B, E]
  c = torch.embedding(cos, at).view([B, 1, 1, -1])                      # [B, 1, 1, D]
  s = torch.embedding(sin, at).view([B, 1, 1, -1])                      # [B, 1, 1, D]
  x = self.rows_step(torch.unsqueeze(x, 1), together, depths, positions, kv, answers, c, s, w, eps)
  h = torch.squeeze(x, 1)                                               # [B, E]
  for b in range(torch.len(states)):
    _ = torch.copy_(states[b], h[b])                                    # [E]
  low = torch.tensor(min_steps, dtype=4, device=cos.device)             # [B]
  high = torch.tensor(max_steps, dtype=4, device=cos.device)            # [B]
  threshold = torch.tensor(thresholds, dtype=6, device=cos.device)      # [B]
  cdf = torch.tensor(cdfs, dtype=6, device=cos.device)                  # [B]
  survival = torch.tensor(survivals, dtype=6, device=cos.device)        # [B]
  exits = self.leave(self.gate(h, w), depth + 1, low, high, threshold, cdf, survival)
  shown = exits[4] + torch.tensor(told, dtype=6, device=cos.device)     # [B]
  read = torch.view(torch.nonzero(shown), [-1])                         # [X]
  if torch.eq(read.size(0), 0):
    logits = torch.zeros([0, self.weight(w, 0).size(0)], dtype=6, device=cos.device)
  else:
    logits = torch.index_select(self.head(h, w), 0, read).to(6)         # [X, V]
  return (exits, logits)
