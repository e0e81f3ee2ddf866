package looplm.inference.http;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import looplm.inference.engine.token.TokenEvent.Token;
import looplm.wire.openai.AnswerFields;
import looplm.wire.openai.ChatCompletion;
import looplm.wire.openai.ChatCompletionChunk;
import looplm.wire.openai.ChatCompletionChunk.Choice;
import looplm.wire.openai.ChatCompletionChunk.Delta;
import looplm.wire.openai.ChoiceFields;
import looplm.wire.openai.ChunkLoop;
import looplm.wire.openai.Usage;

/**
 * Answers of {@code /v1/chat/completions}.
 *
 * @param attempt a UUID, of which the answer's id is made
 */
record ChatShape(String attempt, long created, String model, TokenTelling telling) implements AnswerShape {

    private static final String ROLE = "assistant";

    @Override
    public Object whole(List<Part> answers, Usage usage) {
        List<ChatCompletion.Choice> choices = IntStream.range(0, answers.size())
                .mapToObj(i -> choice(i, answers.get(i)))
                .toList();
        return new ChatCompletion(fields(ChatCompletion.OBJECT), choices, usage);
    }

    private ChatCompletion.Choice choice(int index, Part part) {
        return new ChatCompletion.Choice(
                index,
                new ChatCompletion.Message(ROLE, part.text(), null),
                part.finish().fields(telling.trace(part.tokens())),
                telling.chat(part.tokens()));
    }

    @Override
    public Optional<Object> opening(int answer, long billedSteps) {
        return Optional.of(chunk(answer, new Delta(ROLE, "", null), ChoiceFields.OPEN, billedSteps));
    }

    @Override
    public Object token(int answer, Token token, long billedSteps) {
        List<Token> one = List.of(token);
        var fields = new ChoiceFields(null, null, telling.trace(one));
        return chunk(new Choice(answer, new Delta(null, token.text(), null), fields, telling.chat(one)), billedSteps);
    }

    @Override
    public Object rest(int answer, String text, long billedSteps) {
        return chunk(answer, new Delta(null, text, null), ChoiceFields.OPEN, billedSteps);
    }

    @Override
    public Object closing(int answer, Finish finish, long billedSteps) {
        return chunk(answer, new Delta(null, null, null), finish.fields(null), billedSteps);
    }

    @Override
    public Object usage(Usage usage) {
        var loop = new ChunkLoop(usage.loop().billedSteps());
        return new ChatCompletionChunk(fields(ChatCompletionChunk.OBJECT), List.of(), usage, loop);
    }

    private ChatCompletionChunk chunk(int answer, Delta delta, ChoiceFields fields, long billedSteps) {
        return chunk(new Choice(answer, delta, fields, null), billedSteps);
    }

    private ChatCompletionChunk chunk(Choice choice, long billedSteps) {
        return new ChatCompletionChunk(
                fields(ChatCompletionChunk.OBJECT), List.of(choice), null, new ChunkLoop(billedSteps));
    }

    private AnswerFields fields(String object) {
        return new AnswerFields("chatcmpl-" + attempt.replace("-", ""), object, created, model);
    }
}
