package looplm.inference.runner;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import looplm.inference.admission.BoundedQueue;
import looplm.inference.engine.AnswerRequest;
import looplm.inference.engine.Handling;
import looplm.inference.engine.LoopEngine;
import looplm.inference.engine.NoText;
import looplm.inference.engine.Priority;
import looplm.inference.engine.Sequence;
import looplm.inference.engine.model.StepBounds;
import looplm.inference.engine.token.FinishReason;
import looplm.inference.engine.token.TokenEvent;
import looplm.inference.engine.token.TokenReport;
import looplm.model.LoopLm;
import looplm.model.kernel.ComputeDevice;
import looplm.model.kernel.MatrixForm;
import looplm.model.kernel.Placement;
import looplm.model.sample.Sampler;
import looplm.model.sample.SamplingParams;
import looplm.model.script.ScriptModule;
import looplm.model.testing.TinyLoopLm;
import looplm.model.weights.LoopWeights;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Invariant I8 to the bit: a seeded answer, its exit steps and log-probabilities, alone and among fifteen others. */
@Tag("numeric")
class NeighboursTest {

    private static final int ROWS = 16;

    static List<MatrixForm> forms() {
        try (NDManager manager = ScriptModule.newManager()) {
            return Arrays.stream(MatrixForm.values())
                    .filter(form -> form != MatrixForm.F16_PLAIN && form.fits(manager))
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("forms")
    void seededAnswer_isTheSame_aloneAndAmongFifteenNeighbours(MatrixForm form) {
        var weights = LoopWeights.initial(TinyLoopLm.config(), 8);
        try (LoopLm model = LoopLm.of(TinyLoopLm.config(), weights, new Placement(form, ComputeDevice.CPU));
                var runner = new DjlModelRunner(model, ROWS, () -> {})) {
            for (int seed = 0; seed < 3; seed++) {
                List<TokenEvent> alone = run(runner, seed, 0, 0);
                List<TokenEvent> among = run(runner, seed, 7, 8);
                assertThat(among).as("seed %s", seed).isEqualTo(alone);
            }
        }
    }

    /** Fresh neighbours come in before and after it, and leave when they like. */
    private static List<TokenEvent> run(DjlModelRunner runner, int seed, int before, int after) {
        var random = new Random(seed * 31L + before);
        var queue = new BoundedQueue(100);
        var engine = new LoopEngine(runner, queue, 8, System::nanoTime);
        for (int i = 0; i < before; i++) {
            neighbour(queue, random);
            engine.tick();
        }
        var events = new ArrayList<TokenEvent>();
        queue.offer(sequence(new int[] {10, 20, 30, 40, 50, 60, 70, 80, 90}, seed, 24, 0.6f, events));
        for (int i = 0; i < after; i++) {
            neighbour(queue, random);
            engine.tick();
        }
        while (engine.tick()) {
            // until all have ended
        }
        return events;
    }

    private static void neighbour(BoundedQueue queue, Random random) {
        int[] prompt = random.ints(1 + random.nextInt(20), 0, 256).toArray();
        queue.offer(sequence(prompt, random.nextInt(), 1 + random.nextInt(20), random.nextFloat(0.1f, 1f), null));
    }

    private static Sequence sequence(
            int[] prompt, long seed, int tokens, float threshold, @Nullable List<TokenEvent> events) {
        var params = new SamplingParams(1, 0.95, 0, seed);
        var handling = new Handling(
                Priority.NORMAL, "", OptionalLong.empty(), OptionalLong.empty(), new TokenReport(true, 5, true), null);
        var request = new AnswerRequest(
                "id",
                prompt,
                new StepBounds(1, 4, threshold),
                tokens,
                FinishReason.MAX_TOKENS,
                0,
                Set.of(),
                List.of(),
                (logits, position) -> Sampler.sample(logits, params, 0, position),
                new NoText(),
                handling);
        return new Sequence(request, TinyLoopLm.STEPS, event -> {
            if (events != null) {
                events.add(event);
            }
        });
    }
}
