package looplm.eval.run;

import java.util.UUID;

/**
 * A run that this process alone works on, as long as it keeps the lease.
 *
 * @param owner the process
 */
record Claim(EvalRun run, UUID owner) {

    UUID id() {
        return run.id();
    }
}
