package looplm.inference.config;

import looplm.model.checkpoint.CheckpointException;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Says in one paragraph why the service cannot start, in place of a stack trace. */
final class StartFailures {

    private static final String PREFIX = "looplm.inference.";

    private StartFailures() {}

    /** A model directory that cannot be used: the message names the file and the tensor or key. */
    static final class OfCheckpoint extends AbstractFailureAnalyzer<CheckpointException> {
        @Override
        protected FailureAnalysis analyze(Throwable root, CheckpointException cause) {
            return new FailureAnalysis(
                    "The model cannot be loaded. " + cause.getMessage(),
                    "Point " + PREFIX + "model-dir to an intact model directory.",
                    root);
        }
    }

    /** A setting that only its use shows to be wrong. */
    static final class OfSetting extends AbstractFailureAnalyzer<IllegalArgumentException> {
        @Override
        protected @Nullable FailureAnalysis analyze(Throwable root, IllegalArgumentException cause) {
            String message = String.valueOf(cause.getMessage());
            return message.startsWith(PREFIX) ? new FailureAnalysis(message, "Correct this setting.", root) : null;
        }
    }
}
