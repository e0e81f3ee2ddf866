package looplm.wire.openai;

import org.jspecify.annotations.Nullable;

/**
 * What both generating endpoints take, whatever the prompt looks like: read through this, so that no server has to copy
 * it field by field. Their meaning is told at {@link ChatCompletionRequest}.
 */
public sealed interface GenerationFields permits ChatCompletionRequest, CompletionRequest {

    @Nullable
    String model();

    @Nullable
    Integer maxTokens();

    @Nullable
    Double temperature();

    @Nullable
    Double topP();

    @Nullable
    Integer topK();

    @Nullable
    Long seed();

    @Nullable
    StopSequences stop();

    @Nullable
    Boolean stream();

    @Nullable
    StreamOptions streamOptions();

    @Nullable
    String reasoningEffort();

    @Nullable
    LoopControls loop();

    @Nullable
    Boolean ignoreEos();

    @Nullable
    Integer minTokens();

    @Nullable
    Integer n();

    @Nullable
    Double presencePenalty();

    @Nullable
    Double frequencyPenalty();

    @Nullable
    Object logitBias();

    @Nullable
    Double minP();

    @Nullable
    Double repetitionPenalty();

    /** Whether the answer comes as events. */
    default boolean streams() {
        return Boolean.TRUE.equals(stream());
    }

    /** Whether a stream ends with its usage. */
    default boolean asksUsage() {
        StreamOptions options = streamOptions();
        return options != null && Boolean.TRUE.equals(options.includeUsage());
    }
}
