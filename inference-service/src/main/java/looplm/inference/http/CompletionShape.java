package looplm.inference.http;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import looplm.inference.engine.token.TokenEvent.Token;
import looplm.wire.openai.AnswerFields;
import looplm.wire.openai.ChoiceFields;
import looplm.wire.openai.ChunkLoop;
import looplm.wire.openai.Completion;
import looplm.wire.openai.Completion.Choice;
import looplm.wire.openai.Usage;
import org.jspecify.annotations.Nullable;

/**
 * Answers of {@code /v1/completions}: whole answers and events have one shape.
 *
 * @param attempt a UUID, of which the answer's id is made
 */
record CompletionShape(String attempt, long created, String model, TokenTelling telling) implements AnswerShape {

    @Override
    public Object whole(List<Part> answers, Usage usage) {
        List<Choice> choices = IntStream.range(0, answers.size())
                .mapToObj(i -> choice(i, answers.get(i)))
                .toList();
        return completion(choices, usage, null);
    }

    private Choice choice(int index, Part part) {
        ChoiceFields fields = part.finish().fields(telling.trace(part.tokens()));
        return new Choice(index, part.text(), fields, telling.completion(part.tokens()));
    }

    @Override
    public Optional<Object> opening(int answer, long billedSteps) {
        return Optional.empty();
    }

    @Override
    public Object token(int answer, Token token, long billedSteps) {
        List<Token> one = List.of(token);
        var fields = new ChoiceFields(null, null, telling.trace(one));
        return event(new Choice(answer, token.text(), fields, telling.completion(one)), billedSteps);
    }

    @Override
    public Object rest(int answer, String text, long billedSteps) {
        return event(new Choice(answer, text, ChoiceFields.OPEN, null), billedSteps);
    }

    @Override
    public Object closing(int answer, Finish finish, long billedSteps) {
        return event(new Choice(answer, "", finish.fields(null), null), billedSteps);
    }

    @Override
    public Object usage(Usage usage) {
        return completion(List.of(), usage, new ChunkLoop(usage.loop().billedSteps()));
    }

    private Completion event(Choice choice, long billedSteps) {
        return completion(List.of(choice), null, new ChunkLoop(billedSteps));
    }

    private Completion completion(List<Choice> choices, @Nullable Usage usage, @Nullable ChunkLoop loop) {
        var fields = new AnswerFields("cmpl-" + attempt.replace("-", ""), Completion.OBJECT, created, model);
        return new Completion(fields, choices, usage, loop);
    }
}
