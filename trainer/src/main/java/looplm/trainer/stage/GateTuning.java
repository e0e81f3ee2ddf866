package looplm.trainer.stage;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Random;
import looplm.model.script.CallArguments;
import looplm.model.weights.WeightNames;
import looplm.trainer.data.TrainingBatch;
import looplm.trainer.data.TrainingData;
import looplm.trainer.optimizer.AdamW;
import looplm.trainer.optimizer.Parameters;
import looplm.trainer.recipe.AdamWSettings;
import looplm.trainer.recipe.AdamWSettings.WeightDecay;
import looplm.trainer.recipe.StageTwoSettings;
import looplm.trainer.recipe.StageTwoSettings.Target;

/**
 * Trains a new exit gate over stored states of a frozen model (Stage II). The states are computed once, so an update
 * costs next to nothing. One thread uses it.
 */
public final class GateTuning {

    /** Settings that the paper leaves open and that were not worth a key. */
    private static final double CLIP_NORM = 1;

    /** [A][T][E] and [A][T]: what was stored of the answer positions. */
    private record Observed(List<float[][]> states, List<float[]> ce) {}

    private final LoopText text;
    private final StageTwo stageTwo;
    private final int recurrentSteps;
    private final int hiddenSize;
    private final Observed observed = new Observed(new ArrayList<>(), new ArrayList<>());

    public GateTuning(LoopText text, int recurrentSteps, int hiddenSize) {
        if (recurrentSteps < 2) {
            throw new IllegalArgumentException("stage_two: %d recurrent step (expected: 2 or more, or there is no exit)"
                    .formatted(recurrentSteps));
        }
        this.text = text;
        this.stageTwo = new StageTwo(text);
        this.recurrentSteps = recurrentSteps;
        this.hiddenSize = hiddenSize;
    }

    /** Stores the states of so many answer positions of documents that no update drew. */
    public void observe(TrainingData data, Parameters parameters, int positions) {
        for (long draw = 1; observed.ce.size() < positions; draw++) {
            observe(TrainingBatch.rows(data.draw(-draw), data.padding()), parameters);
        }
    }

    private void observe(TrainingBatch batch, Parameters parameters) {
        try (NDManager step = parameters.arrays().getFirst().getManager().newSubManager();
                var arguments = new CallArguments()) {
            text.inputs(batch, recurrentSteps, step).forEach(arguments::add);
            arguments.add(step.create(batch.targets(), new Shape(batch.targets().length)));
            arguments.addList(parameters.inTextOrder());
            NDList out = text.module().call(step, "observe", arguments);
            float[] states = out.get(0).toFloatArray();
            float[][] ce = ByStep.floats(out.get(1));
            int answers = batch.at().length;
            for (int a = 0; a < answers; a++) {
                var state = new float[recurrentSteps][];
                var loss = new float[recurrentSteps];
                for (int t = 0; t < recurrentSteps; t++) {
                    int from = (t * answers + a) * hiddenSize;
                    state[t] = Arrays.copyOfRange(states, from, from + hiddenSize);
                    loss[t] = ce[t][a];
                }
                observed.states.add(state);
                observed.ce.add(loss);
            }
        }
    }

    /** The gate that a target teaches, from 0. */
    public GateWeights tune(StageTwoSettings settings, Target target, long seed, NDManager parent) {
        var random = new Random(seed);
        try (NDManager manager = parent.newSubManager()) {
            var values = new LinkedHashMap<String, NDArray>();
            values.put(WeightNames.GATE_WEIGHT, manager.zeros(new Shape(1, hiddenSize)));
            values.put(WeightNames.GATE_BIAS, manager.zeros(new Shape(1)));
            var gate = Parameters.of(values);
            var adamW = new AdamWSettings(settings.learningRate(), 0.9, 0.999, 1e-8, WeightDecay.NONE, CLIP_NORM);
            try (var optimizer = AdamW.byGroup(adamW, gate, manager)) {
                for (int update = 0; update < settings.updates(); update++) {
                    update(settings, target, random, gate, manager);
                    double phase = (double) update / settings.updates();
                    double left = 0.5 * (1 + Math.cos(Math.PI * phase));
                    double norm = optimizer.update(settings.finalFactor() + (1 - settings.finalFactor()) * left);
                    if (!Double.isFinite(norm)) {
                        throw new TrainingException(
                                "stage_two: gradient norm: %s at update %d (expected: a finite number)"
                                        .formatted(norm, update));
                    }
                }
            }
            return GateWeights.of(gate);
        }
    }

    private void update(StageTwoSettings settings, Target target, Random random, Parameters gate, NDManager manager) {
        int[] chosen = random.ints(settings.batch(), 0, observed.ce.size()).toArray();
        int shift = target == Target.PUBLISHED ? 1 : 0;
        try (NDManager step = manager.newSubManager()) {
            NDArray goOn = stageTwo.gains(ce(chosen, step), settings.k(), settings.gamma(), step)
                    .get(1);
            NDArray copied = step.create(goOn.toFloatArray(), goOn.getShape());
            stageTwo.backward(states(chosen, shift, step), copied, gate);
        }
    }

    private NDArray ce(int[] chosen, NDManager step) {
        var flat = new float[recurrentSteps * chosen.length];
        for (int i = 0; i < chosen.length; i++) {
            for (int t = 0; t < recurrentSteps; t++) {
                flat[t * chosen.length + i] = observed.ce.get(chosen[i])[t];
            }
        }
        return step.create(flat, new Shape(recurrentSteps, chosen.length));
    }

    /** [T - 1, A, E]: the states of steps {@code shift} .. {@code shift + T - 2}, counted from 0. */
    private NDArray states(int[] chosen, int shift, NDManager step) {
        var flat = new float[(recurrentSteps - 1) * chosen.length * hiddenSize];
        for (int t = 0; t < recurrentSteps - 1; t++) {
            for (int i = 0; i < chosen.length; i++) {
                float[] state = observed.states.get(chosen[i])[t + shift];
                System.arraycopy(state, 0, flat, (t * chosen.length + i) * hiddenSize, hiddenSize);
            }
        }
        return step.create(flat, new Shape(recurrentSteps - 1, chosen.length, hiddenSize));
    }
}
