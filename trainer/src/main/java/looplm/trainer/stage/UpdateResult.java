package looplm.trainer.stage;

import java.util.List;
import looplm.trainer.data.TrainingBatch;

/**
 * What one update saw, over all its parts.
 *
 * @param loss of the update
 * @param ce [T] mean cross-entropy of the answer positions in nats
 * @param exits [T] mean exit distribution
 * @param right [documents] whether the first answer was right at the last step
 * @param accuracy [T] share of right first answers
 */
public record UpdateResult(double loss, double[] ce, double[] exits, boolean[] right, double[] accuracy) {

    /** One part of an update. */
    public record Part(TrainingBatch batch, StageOneResult result) {}

    public static UpdateResult of(List<Part> parts, int recurrentSteps) {
        int documents =
                parts.stream().mapToInt(part -> part.batch().firsts().length).sum();
        int answers = parts.stream().mapToInt(part -> part.batch().at().length).sum();
        double loss = 0;
        var ce = new double[recurrentSteps];
        var exits = new double[recurrentSteps];
        var accuracy = new double[recurrentSteps];
        var right = new boolean[documents];
        int d = 0;
        for (Part part : parts) {
            loss += part.result.loss();
            double share = (double) part.batch.at().length / answers;
            double[] partCe = StageOneResult.means(part.result.ce());
            double[] partExits = StageOneResult.means(part.result.exits());
            for (int t = 0; t < recurrentSteps; t++) {
                ce[t] += share * partCe[t];
                exits[t] += share * partExits[t];
            }
            for (int first : part.batch.firsts()) {
                for (int t = 0; t < recurrentSteps; t++) {
                    right[d] = part.result.best()[t][first] == part.batch.targets()[first];
                    accuracy[t] += right[d] ? 1.0 / documents : 0;
                }
                d++;
            }
        }
        return new UpdateResult(loss, ce, exits, right, accuracy);
    }
}
