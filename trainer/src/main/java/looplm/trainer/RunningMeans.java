package looplm.trainer;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import looplm.trainer.stage.UpdateResult;
import tools.jackson.databind.JsonNode;

/** Exponential running means over updates, for people to watch. Not thread-safe. */
final class RunningMeans {

    private static final double FACTOR = 0.05;

    private final double[] accuracy;
    private final double[] ce;
    private double loss;
    private boolean started;

    RunningMeans(int recurrentSteps) {
        accuracy = new double[recurrentSteps];
        ce = new double[recurrentSteps];
    }

    void add(UpdateResult result) {
        double factor = started ? FACTOR : 1;
        started = true;
        loss += factor * (result.loss() - loss);
        for (int t = 0; t < accuracy.length; t++) {
            accuracy[t] += factor * (result.accuracy()[t] - accuracy[t]);
            ce[t] += factor * (result.ce()[t] - ce[t]);
        }
    }

    double loss() {
        return loss;
    }

    /** Share of right first answers by step. */
    double[] accuracy() {
        return accuracy.clone();
    }

    /** Cross-entropy by step. */
    double[] ce() {
        return ce.clone();
    }

    Map<String, Object> state() {
        return Map.of("loss", loss, "accuracy", list(accuracy), "ce", list(ce), "started", started);
    }

    void restore(JsonNode state) {
        loss = state.path("loss").doubleValue();
        started = state.path("started").booleanValue();
        for (int t = 0; t < accuracy.length; t++) {
            accuracy[t] = state.path("accuracy").path(t).doubleValue(0);
            ce[t] = state.path("ce").path(t).doubleValue(0);
        }
    }

    private static List<Double> list(double[] values) {
        var list = new ArrayList<Double>();
        for (double value : values) {
            list.add(value);
        }
        return list;
    }
}
