package looplm.inference.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import looplm.inference.admission.BoundedQueue;
import looplm.inference.engine.model.ModelShape;
import looplm.inference.engine.model.StepBounds;
import looplm.inference.engine.prefix.KvMemory;
import looplm.inference.engine.scoring.ScoringDesk;
import looplm.inference.engine.token.Counts;
import looplm.inference.engine.token.FinishReason;
import looplm.inference.engine.token.TextDecoder;
import looplm.inference.engine.token.TokenEvent;
import looplm.inference.engine.token.TokenEvent.Cancelled;
import looplm.inference.engine.token.TokenEvent.Failed;
import looplm.inference.engine.token.TokenEvent.Finished;
import looplm.inference.engine.token.TokenEvent.Token;
import looplm.inference.engine.token.TokenReport;
import looplm.inference.engine.token.TokenSampler;
import org.jspecify.annotations.Nullable;

/** An engine on a workbench: no thread of its own, every tick by hand, every event kept. */
final class EngineWorkbench {

    static final int END = 7;

    final BoundedQueue queue;
    final FakeModelRunner runner;
    final LoopEngine engine;
    final KvMemory memory;
    final ScoringDesk scoring;
    private final AtomicInteger ids = new AtomicInteger();

    EngineWorkbench(ModelShape shape, int chunkTokens) {
        this(shape, EngineSettings.plain(chunkTokens), new KvMemory(Long.MAX_VALUE / 4, 16));
    }

    EngineWorkbench(ModelShape shape, EngineSettings settings, KvMemory memory) {
        this(shape, settings, memory, new BoundedQueue(1000));
    }

    /** One with a queue that may be full. */
    EngineWorkbench(ModelShape shape, int chunkTokens, BoundedQueue queue) {
        this(shape, EngineSettings.plain(chunkTokens), new KvMemory(Long.MAX_VALUE / 4, 16), queue);
    }

    private EngineWorkbench(ModelShape shape, EngineSettings settings, KvMemory memory, BoundedQueue queue) {
        this.queue = queue;
        this.scoring = new ScoringDesk(2, queue::wake);
        this.runner = new FakeModelRunner(shape);
        this.memory = memory;
        this.engine = new LoopEngine(runner, queue, memory, scoring, settings, System::nanoTime);
    }

    static EngineWorkbench ofRows(int rows) {
        return new EngineWorkbench(new ModelShape(rows, 4, 64, 32), 16);
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
            StepBounds depth,
            int maxTokens,
            int minTokens,
            Set<Integer> endTokens,
            List<String> stops,
            TokenSampler sampler,
            Handling handling) {

        static Wish of(StepBounds depth, int maxTokens, int... prompt) {
            return new Wish(
                    prompt, depth, maxTokens, 0, Set.of(END), List.of(), (logits, _) -> argmax(logits), Handling.PLAIN);
        }

        Wish minTokens(int tokens) {
            return new Wish(prompt, depth, maxTokens, tokens, endTokens, stops, sampler, handling);
        }

        Wish ignoringEnd() {
            return new Wish(prompt, depth, maxTokens, minTokens, Set.of(), stops, sampler, handling);
        }

        Wish stops(String... texts) {
            return new Wish(prompt, depth, maxTokens, minTokens, endTokens, List.of(texts), sampler, handling);
        }

        Wish sampler(TokenSampler other) {
            return new Wish(prompt, depth, maxTokens, minTokens, endTokens, stops, other, handling);
        }

        Wish handling(Handling other) {
            return new Wish(prompt, depth, maxTokens, minTokens, endTokens, stops, sampler, other);
        }

        Wish of(Priority priority) {
            return handling(
                    new Handling(priority, "", OptionalLong.empty(), OptionalLong.empty(), TokenReport.NONE, null));
        }

        Wish tenant(String name) {
            return handling(new Handling(
                    Priority.NORMAL, name, OptionalLong.empty(), OptionalLong.empty(), TokenReport.NONE, null));
        }

        Wish report(TokenReport report) {
            return handling(
                    new Handling(Priority.NORMAL, "", OptionalLong.empty(), OptionalLong.empty(), report, null));
        }

        Wish startBy(long nanoTime) {
            return handling(new Handling(
                    Priority.NORMAL, "", OptionalLong.of(nanoTime), OptionalLong.empty(), TokenReport.NONE, null));
        }

        Wish endBy(long nanoTime) {
            return handling(new Handling(
                    Priority.NORMAL, "", OptionalLong.empty(), OptionalLong.of(nanoTime), TokenReport.NONE, null));
        }

        Wish replay(int... exitSteps) {
            return handling(new Handling(
                    Priority.NORMAL,
                    "",
                    OptionalLong.empty(),
                    OptionalLong.empty(),
                    TokenReport.NONE,
                    new DepthTrace(exitSteps)));
        }
    }

    Run submit(Wish wish) {
        return submit(wish, null);
    }

    /** Several answers to one prompt. */
    List<Run> submitTogether(List<Wish> wishes) {
        var shared = new SharedPrompt(wishes.size());
        return wishes.stream().map(wish -> submit(wish, shared)).toList();
    }

    private Run submit(Wish wish, @Nullable SharedPrompt shared) {
        var events = new ArrayList<TokenEvent>();
        Sequence sequence = sequence(wish, shared, events);
        if (queue.offer(sequence) != BoundedQueue.Offer.TAKEN) {
            throw new IllegalStateException("queue: full");
        }
        return new Run(sequence, events);
    }

    /** One that is in no queue. */
    Sequence sequence(Wish wish) {
        return sequence(wish, null, new ArrayList<>());
    }

    private Sequence sequence(Wish wish, @Nullable SharedPrompt shared, List<TokenEvent> events) {
        var request = new AnswerRequest(
                "attempt-" + ids.incrementAndGet(),
                wish.prompt(),
                wish.depth(),
                wish.maxTokens(),
                FinishReason.MAX_TOKENS,
                wish.minTokens(),
                wish.endTokens(),
                wish.stops(),
                wish.sampler(),
                new Letters(),
                wish.handling());
        return new Sequence(request, runner.shape().prefillSteps(wish.depth()), events::add, shared);
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
    static final class Letters implements TextDecoder {
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
