package looplm.wire.inference;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import looplm.wire.openai.PromptInput;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST /internal/score}: how likely a model finds continuations of a context, read after every recurrent step.
 *
 * @param context text or token ids
 * @param continuations texts or token ids, of the same kind as the context; a text is tokenised together with the context
 * @param steps recurrent steps to run; missing: the trained ones
 */
public record ScoreRequest(
        @Nullable String model,
        @Nullable PromptInput context,
        @Nullable List<PromptInput> continuations,
        @JsonProperty("steps") @Nullable Integer steps) {}
