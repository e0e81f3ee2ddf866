package looplm.eval.record;

import java.util.UUID;

/**
 * A run that this process alone works on, as long as it keeps the lease.
 *
 * @param owner the process
 */
public record Claim(EvalRun run, UUID owner) {

    public UUID id() {
        return run.id();
    }
}
