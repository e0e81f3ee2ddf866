package looplm.wire.safety;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST /v1/moderations}.
 *
 * @param input a text, a list of texts, or a list of {@code {"type":"text","text":...}} parts; one result each
 * @param model accepted for OpenAI's SDKs; the policy in force decides
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ModerationRequest(
        @Nullable ModerationInput input, @Nullable String model) {}
