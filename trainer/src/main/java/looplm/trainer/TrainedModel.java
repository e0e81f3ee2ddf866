package looplm.trainer;

import java.time.Duration;

/**
 * How a run ended.
 *
 * @param complete whether the whole schedule was run; otherwise a checkpoint was saved
 * @param updates updates made
 * @param tokens padded tokens trained on
 * @param wall wall time of training, over all parts of the run
 * @param cpu processor time of the process, over all parts of the run
 * @param loss running mean at the end
 */
public record TrainedModel(boolean complete, long updates, long tokens, Duration wall, Duration cpu, double loss) {}
