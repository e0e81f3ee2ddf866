package looplm.edge;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Ends a failed start with the one line that matters instead of a stack trace. Made by Spring Boot, from its name. */
final class SettingFailureAnalyzer extends AbstractFailureAnalyzer<SettingException> {

    @Override
    protected FailureAnalysis analyze(Throwable failure, SettingException cause) {
        return new FailureAnalysis(
                String.valueOf(cause.getMessage()), "Mend the file or setting named above and start again.", cause);
    }
}
