package looplm.inference.config;

import looplm.model.checkpoint.CheckpointException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Says in one paragraph that the model directory cannot be used, in place of a stack trace: the message names the file and
 * the tensor or key. Made by Spring Boot, from its name.
 */
final class CheckpointFailureAnalyzer extends AbstractFailureAnalyzer<CheckpointException> {

    @Override
    protected FailureAnalysis analyze(Throwable root, CheckpointException cause) {
        return new FailureAnalysis(
                "The model cannot be loaded. " + cause.getMessage(),
                "Point looplm.inference.model-dir to an intact model directory.",
                root);
    }
}
