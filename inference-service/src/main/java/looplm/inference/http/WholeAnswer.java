package looplm.inference.http;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import looplm.inference.admission.Attempt;
import looplm.inference.engine.token.Counts;
import looplm.inference.engine.token.TokenEvent.Cancelled;
import looplm.inference.engine.token.TokenEvent.Failed;
import looplm.inference.engine.token.TokenEvent.Finished;
import looplm.inference.engine.token.TokenEvent.Token;
import org.springframework.http.MediaType;
import tools.jackson.databind.json.JsonMapper;

/** Collects answers and sends them in one piece. */
final class WholeAnswer {

    private final AnswerShape shape;
    private final RequestTimes times;
    private final JsonMapper json;
    private final HttpServletResponse response;
    private final List<StringBuilder> texts;
    private final List<List<Token>> tokens;
    private final AnswerShape.Part[] parts;
    private final List<Counts> ended = new ArrayList<>();

    /**
     * @param answers how many there are
     */
    WholeAnswer(AnswerShape shape, int answers, RequestTimes times, JsonMapper json, HttpServletResponse response) {
        this.shape = shape;
        this.times = times;
        this.json = json;
        this.response = response;
        this.texts = Stream.generate(StringBuilder::new).limit(answers).toList();
        this.tokens = IntStream.range(0, answers)
                .<List<Token>>mapToObj(_ -> new ArrayList<>())
                .toList();
        this.parts = new AnswerShape.Part[answers];
    }

    /**
     * @throws looplm.edge.RefusedException if an answer failed: nothing has been sent then
     */
    void send(AnswerEvents events) throws IOException, InterruptedException {
        while (ended.size() < parts.length) {
            Attempt.Event next = events.next(() -> {});
            int answer = next.answer();
            switch (next.event()) {
                case Token token -> {
                    times.token();
                    texts.get(answer).append(token.text());
                    tokens.get(answer).add(token);
                }
                case Finished finished -> {
                    times.ended();
                    String text = texts.get(answer).append(finished.text()).toString();
                    parts[answer] = new AnswerShape.Part(text, Finish.of(finished.reason()), tokens.get(answer));
                    ended.add(finished.counts());
                }
                case Failed failed -> throw AnswerEvents.failed(failed.cause());
                case Cancelled _ -> throw AnswerEvents.cancelled();
            }
        }
        write();
    }

    private void write() throws IOException {
        byte[] body = json.writeValueAsBytes(shape.whole(List.of(parts), Usages.of(Counts.together(ended))));
        response.setContentType(MediaType.APPLICATION_JSON_VALUE);
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
        response.flushBuffer();
    }
}
