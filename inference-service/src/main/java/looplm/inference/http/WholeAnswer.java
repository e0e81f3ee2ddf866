package looplm.inference.http;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import looplm.inference.engine.TokenEvent.Cancelled;
import looplm.inference.engine.TokenEvent.Failed;
import looplm.inference.engine.TokenEvent.Finished;
import looplm.inference.engine.TokenEvent.Token;
import org.springframework.http.MediaType;
import tools.jackson.databind.json.JsonMapper;

/** Collects an answer and sends it in one piece. */
record WholeAnswer(AnswerShape shape, RequestTimes times, JsonMapper json, HttpServletResponse response) {

    /**
     * @throws looplm.inference.admission.RefusedException if the answer failed: nothing has been sent then
     */
    void send(AnswerEvents events) throws IOException, InterruptedException {
        var text = new StringBuilder();
        while (true) {
            switch (events.next(() -> {})) {
                case Token token -> {
                    times.token();
                    text.append(token.text());
                }
                case Finished finished -> {
                    times.token();
                    text.append(finished.text());
                    write(text.toString(), finished);
                    return;
                }
                case Failed failed -> throw AnswerEvents.failed(failed.cause());
                case Cancelled _ -> throw AnswerEvents.cancelled();
            }
        }
    }

    private void write(String text, Finished finished) throws IOException {
        Object answer = shape.whole(text, Finish.of(finished.reason()), Usages.of(finished.counts()));
        byte[] body = json.writeValueAsBytes(answer);
        response.setContentType(MediaType.APPLICATION_JSON_VALUE);
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
        response.flushBuffer();
    }
}
