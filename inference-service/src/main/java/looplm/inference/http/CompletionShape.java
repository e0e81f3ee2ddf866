package looplm.inference.http;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import looplm.inference.engine.token.TokenEvent.Token;
import looplm.wire.openai.ChunkLoop;
import looplm.wire.openai.Completion;
import looplm.wire.openai.Completion.Choice;
import looplm.wire.openai.Usage;
import org.jspecify.annotations.Nullable;

/** Answers of {@code /v1/completions}: whole answers and events have one shape. */
record CompletionShape(String id, long created, String model, TokenTelling telling) implements AnswerShape {

    @Override
    public Object whole(List<Part> answers, Usage usage) {
        List<Choice> choices = IntStream.range(0, answers.size())
                .mapToObj(i -> choice(i, answers.get(i)))
                .toList();
        return completion(choices, usage, null);
    }

    private Choice choice(int index, Part part) {
        return new Choice(
                index,
                part.text(),
                part.finish().reason(),
                part.finish().detail(),
                telling.completion(part.tokens()),
                telling.trace(part.tokens()));
    }

    @Override
    public Optional<Object> opening(int answer, long billedSteps) {
        return Optional.empty();
    }

    @Override
    public Object token(int answer, Token token, long billedSteps) {
        List<Token> one = List.of(token);
        return event(
                new Choice(answer, token.text(), null, null, telling.completion(one), telling.trace(one)), billedSteps);
    }

    @Override
    public Object rest(int answer, String text, long billedSteps) {
        return event(new Choice(answer, text, null, null), billedSteps);
    }

    @Override
    public Object closing(int answer, Finish finish, long billedSteps) {
        return event(new Choice(answer, "", finish.reason(), finish.detail()), billedSteps);
    }

    @Override
    public Object usage(Usage usage) {
        return completion(List.of(), usage, new ChunkLoop(usage.loop().billedSteps()));
    }

    private Completion event(Choice choice, long billedSteps) {
        return completion(List.of(choice), null, new ChunkLoop(billedSteps));
    }

    private Completion completion(List<Choice> choices, @Nullable Usage usage, @Nullable ChunkLoop loop) {
        return new Completion(id, Completion.OBJECT, created, model, choices, usage, loop);
    }
}
