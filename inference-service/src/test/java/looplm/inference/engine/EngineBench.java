package looplm.inference.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import looplm.inference.admission.BoundedQueue;
import looplm.inference.engine.TokenEvent.Cancelled;
import looplm.inference.engine.TokenEvent.Failed;
import looplm.inference.engine.TokenEvent.Finished;
import looplm.inference.engine.TokenEvent.Token;

/** An engine on a workbench: no thread of its own, every tick by hand, every event kept. */
final class EngineBench {

    static final int END = 7;

    final BoundedQueue queue = new BoundedQueue(1000);
    final FakeModelRunner runner;
    final LoopEngine engine;
    private final AtomicInteger ids = new AtomicInteger();

    EngineBench(ModelShape shape, int chunkTokens) {
        runner = new FakeModelRunner(shape);
        engine = new LoopEngine(runner, queue, chunkTokens, System::nanoTime);
    }

    static EngineBench ofRows(int rows) {
        return new EngineBench(new ModelShape(rows, 4, 64, 32), 16);
    }

    /** A request and what it was told. */
    record Run(Sequence sequence, List<TokenEvent> events) {

        List<Integer> tokens() {
            return events.stream()
                    .filter(Token.class::isInstance)
                    .map(event -> ((Token) event).id())
                    .toList();
        }

        List<Integer> exitSteps() {
            return events.stream()
                    .filter(Token.class::isInstance)
                    .map(event -> ((Token) event).exitStep())
                    .toList();
        }

        String text() {
            var text = new StringBuilder();
            for (TokenEvent event : events) {
                switch (event) {
                    case Token token -> text.append(token.text());
                    case Finished finished -> text.append(finished.text());
                    case Failed _, Cancelled _ -> {}
                }
            }
            return text.toString();
        }

        TokenEvent last() {
            return events.getLast();
        }

        Counts counts() {
            return sequence.counts();
        }
    }

    /** What a test wants of a request; the rest is plain: greedy, letters as text. */
    record Wish(
            int[] prompt,
            DepthBounds depth,
            int maxTokens,
            int minTokens,
            Set<Integer> endTokens,
            List<String> stops,
            TokenSampler sampler) {

        static Wish of(DepthBounds depth, int maxTokens, int... prompt) {
            return new Wish(prompt, depth, maxTokens, 0, Set.of(END), List.of(), (logits, _) -> argmax(logits));
        }

        Wish minTokens(int tokens) {
            return new Wish(prompt, depth, maxTokens, tokens, endTokens, stops, sampler);
        }

        Wish ignoringEnd() {
            return new Wish(prompt, depth, maxTokens, minTokens, Set.of(), stops, sampler);
        }

        Wish stops(String... texts) {
            return new Wish(prompt, depth, maxTokens, minTokens, endTokens, List.of(texts), sampler);
        }

        Wish sampler(TokenSampler other) {
            return new Wish(prompt, depth, maxTokens, minTokens, endTokens, stops, other);
        }
    }

    Run submit(Wish wish) {
        var request = new GenerationRequest(
                "attempt-" + ids.incrementAndGet(),
                wish.prompt(),
                wish.depth(),
                wish.maxTokens(),
                FinishReason.MAX_TOKENS,
                wish.minTokens(),
                wish.endTokens(),
                wish.stops(),
                wish.sampler(),
                new Letters());
        var events = new ArrayList<TokenEvent>();
        var sequence = new Sequence(request, runner.shape().prefillSteps(wish.depth()), events::add);
        if (queue.offer(sequence) != BoundedQueue.Offer.TAKEN) {
            throw new IllegalStateException("queue: full");
        }
        return new Run(sequence, events);
    }

    /** Ticks until there is nothing to do. */
    void runAll() {
        int limit = 100_000;
        while (engine.tick()) {
            if (--limit == 0) {
                throw new IllegalStateException("the engine does not come to an end");
            }
        }
    }

    /** Token 0 reads as "a", 1 as "b" and so on. */
    private static final class Letters implements TextDecoder {
        @Override
        public String append(int token) {
            return Character.toString('a' + token % 26);
        }

        @Override
        public String finish() {
            return "";
        }
    }

    static int argmax(float[] logits) {
        int best = 0;
        for (int i = 1; i < logits.length; i++) {
            if (logits[i] > logits[best]) {
                best = i;
            }
        }
        return best;
    }
}
