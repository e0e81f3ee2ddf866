package looplm.inference.admission;

import java.util.Optional;
import looplm.inference.engine.Sequence;
import looplm.inference.engine.token.Counts;
import looplm.inference.engine.token.FinishReason;

/**
 * What an attempt has cost: all that is kept of it after its end.
 *
 * @param account who pays
 * @param finishReason empty until it has finished by itself
 * @param counts so far, final once the state is
 */
public record AttemptCount(
        String id, String account, Sequence.State state, Optional<FinishReason> finishReason, Counts counts) {}
