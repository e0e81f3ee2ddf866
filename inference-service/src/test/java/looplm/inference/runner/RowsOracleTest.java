package looplm.inference.runner;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import looplm.inference.admission.BoundedQueue;
import looplm.inference.engine.DepthBounds;
import looplm.inference.engine.FinishReason;
import looplm.inference.engine.GenerationRequest;
import looplm.inference.engine.LoopEngine;
import looplm.inference.engine.Sequence;
import looplm.inference.engine.TextDecoder;
import looplm.inference.engine.TokenEvent;
import looplm.inference.engine.TokenEvent.Token;
import looplm.model.GeneratedToken;
import looplm.model.Generation;
import looplm.model.LoopLm;
import looplm.model.SerialGenerator;
import looplm.model.cache.KvPolicy;
import looplm.model.exit.ExitPolicy;
import looplm.model.sample.Sampler;
import looplm.model.sample.SamplingParams;
import looplm.model.testing.TinyLoopLm;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Oracle O3: many rows of mixed depths give each request the tokens and exit steps of the serial generator. */
class RowsOracleTest {

    private record Case(int[] prompt, DepthBounds depth, int maxTokens) {}

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5})
    void rows_giveTheSerialTokens_atAnyMix(int rows) {
        var random = new Random(rows);
        List<Case> cases =
                IntStream.range(0, 10).mapToObj(_ -> randomCase(random)).toList();
        try (LoopLm model = TinyLoopLm.load(5);
                var runner = new DjlModelRunner(model, rows, () -> {})) {
            var queue = new BoundedQueue(cases.size());
            var engine = new LoopEngine(runner, queue, 4, System::nanoTime);
            var events = new ArrayList<List<TokenEvent>>();
            for (Case one : cases) {
                events.add(submit(queue, one));
                engine.tick();
            }
            while (engine.tick()) {
                // until all have ended
            }

            for (int i = 0; i < cases.size(); i++) {
                Generation expected = serial(model, cases.get(i));
                List<Token> tokens = events.get(i).stream()
                        .filter(Token.class::isInstance)
                        .map(Token.class::cast)
                        .toList();
                assertThat(tokens)
                        .extracting(Token::id)
                        .containsExactlyElementsOf(expected.tokens().stream()
                                .map(GeneratedToken::id)
                                .toList());
                assertThat(tokens)
                        .extracting(Token::exitStep)
                        .containsExactlyElementsOf(expected.tokens().stream()
                                .map(GeneratedToken::exitStep)
                                .toList());
            }
        }
    }

    private static Case randomCase(Random random) {
        int min = 1 + random.nextInt(4);
        int max = min + random.nextInt(5 - min);
        float threshold = random.nextInt(3) == 0 ? 1f : 0.2f + random.nextFloat() * 0.7f;
        int[] prompt = random.ints(1 + random.nextInt(12), 0, 256).toArray();
        return new Case(prompt, new DepthBounds(min, max, threshold), 1 + random.nextInt(12));
    }

    private static List<TokenEvent> submit(BoundedQueue queue, Case one) {
        var events = new ArrayList<TokenEvent>();
        var request = new GenerationRequest(
                "id",
                one.prompt(),
                one.depth(),
                one.maxTokens(),
                FinishReason.MAX_TOKENS,
                0,
                Set.of(),
                List.of(),
                (logits, position) -> Sampler.sample(logits, SamplingParams.GREEDY, 0, position),
                new NoText());
        queue.offer(new Sequence(request, TinyLoopLm.STEPS, events::add));
        return events;
    }

    private static Generation serial(LoopLm model, Case one) {
        DepthBounds depth = one.depth();
        var exit = new ExitPolicy.CumulativeThreshold(depth.exitThreshold(), depth.minSteps(), depth.maxSteps());
        var request = new looplm.model.GenerationRequest(
                exit, KvPolicy.LAST_EXITED, SamplingParams.GREEDY, one.maxTokens(), Set.of());
        return new SerialGenerator(model).generate(one.prompt(), request, (token, logits) -> {});
    }

    private static final class NoText implements TextDecoder {
        @Override
        public String append(int token) {
            return "";
        }

        @Override
        public String finish() {
            return "";
        }
    }
}
