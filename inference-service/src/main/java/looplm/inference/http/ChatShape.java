package looplm.inference.http;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import looplm.inference.engine.token.TokenEvent.Token;
import looplm.wire.openai.ChatCompletion;
import looplm.wire.openai.ChatCompletionChunk;
import looplm.wire.openai.ChatCompletionChunk.Choice;
import looplm.wire.openai.ChatCompletionChunk.Delta;
import looplm.wire.openai.ChunkLoop;
import looplm.wire.openai.Usage;

/** Answers of {@code /v1/chat/completions}. */
record ChatShape(String id, long created, String model, TokenTelling telling) implements AnswerShape {

    private static final String ROLE = "assistant";

    @Override
    public Object whole(List<Part> answers, Usage usage) {
        List<ChatCompletion.Choice> choices = IntStream.range(0, answers.size())
                .mapToObj(i -> choice(i, answers.get(i)))
                .toList();
        return new ChatCompletion(id, ChatCompletion.OBJECT, created, model, choices, usage);
    }

    private ChatCompletion.Choice choice(int index, Part part) {
        return new ChatCompletion.Choice(
                index,
                new ChatCompletion.Message(ROLE, part.text(), null),
                part.finish().reason(),
                part.finish().detail(),
                telling.chat(part.tokens()),
                telling.trace(part.tokens()));
    }

    @Override
    public Optional<Object> opening(int answer, long billedSteps) {
        return Optional.of(chunk(new Choice(answer, new Delta(ROLE, "", null), null, null), billedSteps));
    }

    @Override
    public Object token(int answer, Token token, long billedSteps) {
        List<Token> one = List.of(token);
        var delta = new Delta(null, token.text(), null);
        return chunk(new Choice(answer, delta, null, null, telling.chat(one), telling.trace(one)), billedSteps);
    }

    @Override
    public Object rest(int answer, String text, long billedSteps) {
        return chunk(new Choice(answer, new Delta(null, text, null), null, null), billedSteps);
    }

    @Override
    public Object closing(int answer, Finish finish, long billedSteps) {
        return chunk(new Choice(answer, new Delta(null, null, null), finish.reason(), finish.detail()), billedSteps);
    }

    @Override
    public Object usage(Usage usage) {
        var loop = new ChunkLoop(usage.loop().billedSteps());
        return new ChatCompletionChunk(id, ChatCompletionChunk.OBJECT, created, model, List.of(), usage, loop);
    }

    private ChatCompletionChunk chunk(Choice choice, long billedSteps) {
        return new ChatCompletionChunk(
                id, ChatCompletionChunk.OBJECT, created, model, List.of(choice), null, new ChunkLoop(billedSteps));
    }
}
