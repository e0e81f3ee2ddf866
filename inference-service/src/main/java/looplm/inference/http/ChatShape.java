package looplm.inference.http;

import java.util.List;
import java.util.Optional;
import looplm.wire.openai.ChatCompletion;
import looplm.wire.openai.ChatCompletionChunk;
import looplm.wire.openai.ChatCompletionChunk.Delta;
import looplm.wire.openai.ChunkLoop;
import looplm.wire.openai.Usage;
import org.jspecify.annotations.Nullable;

/** Answers of {@code /v1/chat/completions}. */
record ChatShape(String id, long created, String model) implements AnswerShape {

    private static final String ROLE = "assistant";

    @Override
    public Object whole(String text, Finish finish, Usage usage) {
        var message = new ChatCompletion.Message(ROLE, text, null);
        var choice = new ChatCompletion.Choice(0, message, finish.reason(), finish.detail());
        return new ChatCompletion(id, ChatCompletion.OBJECT, created, model, List.of(choice), usage);
    }

    @Override
    public Optional<Object> opening(long billedSteps) {
        return Optional.of(chunk(new Delta(ROLE, "", null), null, billedSteps));
    }

    @Override
    public Object token(String text, long billedSteps) {
        return chunk(new Delta(null, text, null), null, billedSteps);
    }

    @Override
    public Object closing(Finish finish, long billedSteps) {
        return chunk(new Delta(null, null, null), finish, billedSteps);
    }

    @Override
    public Object usage(Usage usage) {
        var loop = new ChunkLoop(usage.loop().billedSteps());
        return new ChatCompletionChunk(id, ChatCompletionChunk.OBJECT, created, model, List.of(), usage, loop);
    }

    private ChatCompletionChunk chunk(Delta delta, @Nullable Finish finish, long billedSteps) {
        String reason = finish == null ? null : finish.reason();
        String detail = finish == null ? null : finish.detail();
        var choice = new ChatCompletionChunk.Choice(0, delta, reason, detail);
        return new ChatCompletionChunk(
                id, ChatCompletionChunk.OBJECT, created, model, List.of(choice), null, new ChunkLoop(billedSteps));
    }
}
