package looplm.inference.http;

import java.util.List;
import java.util.Optional;
import looplm.wire.openai.ChunkLoop;
import looplm.wire.openai.Completion;
import looplm.wire.openai.Usage;
import org.jspecify.annotations.Nullable;

/** Answers of {@code /v1/completions}: whole answers and events have one shape. */
record CompletionShape(String id, long created, String model) implements AnswerShape {

    @Override
    public Object whole(String text, Finish finish, Usage usage) {
        return completion(List.of(choice(text, finish)), usage, null);
    }

    @Override
    public Optional<Object> opening(long billedSteps) {
        return Optional.empty();
    }

    @Override
    public Object token(String text, long billedSteps) {
        return completion(List.of(choice(text, null)), null, new ChunkLoop(billedSteps));
    }

    @Override
    public Object closing(Finish finish, long billedSteps) {
        return completion(List.of(choice("", finish)), null, new ChunkLoop(billedSteps));
    }

    @Override
    public Object usage(Usage usage) {
        return completion(List.of(), usage, new ChunkLoop(usage.loop().billedSteps()));
    }

    private static Completion.Choice choice(String text, @Nullable Finish finish) {
        return new Completion.Choice(
                0, text, finish == null ? null : finish.reason(), finish == null ? null : finish.detail());
    }

    private Completion completion(List<Completion.Choice> choices, @Nullable Usage usage, @Nullable ChunkLoop loop) {
        return new Completion(id, Completion.OBJECT, created, model, choices, usage, loop);
    }
}
