package looplm.model.train;

/** Exponentially weighted means of the loss and of the accuracy by step, for the progress line. */
final class RunningMeans {

    private static final double FACTOR = 0.05;

    private final double[] accuracy;
    private double loss;
    private boolean started;

    RunningMeans(int recurrentSteps) {
        accuracy = new double[recurrentSteps];
    }

    void add(StageOneResult result, int[] firsts) {
        double factor = started ? FACTOR : 1;
        started = true;
        loss += factor * (result.loss() - loss);
        for (int t = 0; t < accuracy.length; t++) {
            int right = 0;
            for (int first : firsts) {
                right += result.right()[t][first] ? 1 : 0;
            }
            accuracy[t] += factor * ((double) right / firsts.length - accuracy[t]);
        }
    }

    double loss() {
        return loss;
    }

    double[] accuracy() {
        return accuracy.clone();
    }
}
