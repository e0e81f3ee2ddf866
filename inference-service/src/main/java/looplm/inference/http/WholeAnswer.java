package looplm.inference.http;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import looplm.edge.RefusedException;
import looplm.inference.engine.token.Counts;
import looplm.inference.engine.token.TokenEvent.Finished;
import looplm.inference.engine.token.TokenEvent.Token;
import org.springframework.http.MediaType;
import tools.jackson.databind.json.JsonMapper;

/** Collects answers and sends them in one piece. */
final class WholeAnswer implements AnswerRelay.Teller {

    private final AnswerShape shape;
    private final JsonMapper json;
    private final HttpServletResponse response;
    private final List<StringBuilder> texts;
    private final List<List<Token>> tokens;
    private final AnswerShape.Part[] parts;

    /**
     * @param answers how many there are
     */
    WholeAnswer(AnswerShape shape, int answers, JsonMapper json, HttpServletResponse response) {
        this.shape = shape;
        this.json = json;
        this.response = response;
        this.texts = Stream.generate(StringBuilder::new).limit(answers).toList();
        this.tokens = IntStream.range(0, answers)
                .<List<Token>>mapToObj(_ -> new ArrayList<>())
                .toList();
        this.parts = new AnswerShape.Part[answers];
    }

    @Override
    public void token(int answer, Token token) {
        texts.get(answer).append(token.text());
        tokens.get(answer).add(token);
    }

    @Override
    public void finished(int answer, Finished finished) {
        String text = texts.get(answer).append(finished.text()).toString();
        parts[answer] = new AnswerShape.Part(text, Finish.of(finished.reason()), tokens.get(answer));
    }

    @Override
    public void done(Counts counts) throws IOException {
        byte[] body = json.writeValueAsBytes(shape.whole(List.of(parts), Usages.of(counts)));
        response.setContentType(MediaType.APPLICATION_JSON_VALUE);
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
        response.flushBuffer();
    }

    @Override
    public void brokenOff(RefusedException error) {
        throw error;
    }

    @Override
    public void idle() {
        // nothing is sent before the end
    }
}
