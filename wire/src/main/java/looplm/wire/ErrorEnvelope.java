package looplm.wire;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/** OpenAI's error body, answered on every {@code /v1/**} path. Nulls are written: SDKs read all four fields. */
public record ErrorEnvelope(Body error) {

    /**
     * @param param the request field at fault, e.g. {@code loop.max_steps}; null when it is none
     */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    public record Body(
            String message, String type, @Nullable String param, String code) {}

    public static ErrorEnvelope of(ErrorCode code, String message, @Nullable String param) {
        return new ErrorEnvelope(new Body(message, code.openAiType(), param, code.code()));
    }
}
