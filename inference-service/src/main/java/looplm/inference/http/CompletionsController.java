package looplm.inference.http;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.InstantSource;
import looplm.inference.admission.Admission;
import looplm.inference.admission.Caller;
import looplm.inference.admission.RequestLimits;
import looplm.inference.admission.ServedModel;
import looplm.inference.admission.TextCodec;
import looplm.wire.Headers;
import looplm.wire.openai.ChatCompletionRequest;
import looplm.wire.openai.CompletionRequest;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** {@code POST /v1/chat/completions} and {@code POST /v1/completions}: who asks, what for, and what it looks like. */
@RestController
final class CompletionsController {

    private final RequestLimits limits;
    private final AnswerRelay relay;
    private final ServedModel model;
    private final InstantSource clock;
    private final TextCodec text;

    CompletionsController(
            RequestLimits limits, AnswerRelay relay, ServedModel model, InstantSource clock, TextCodec text) {
        this.limits = limits;
        this.relay = relay;
        this.model = model;
        this.clock = clock;
        this.text = text;
    }

    @PostMapping(path = "/v1/chat/completions", consumes = MediaType.APPLICATION_JSON_VALUE)
    void chat(@RequestBody ChatCompletionRequest body, HttpServletRequest request, HttpServletResponse response) {
        answer((caller, attempt) -> limits.chat(caller, attempt, body), ChatShape::new, request, response);
    }

    @PostMapping(path = "/v1/completions", consumes = MediaType.APPLICATION_JSON_VALUE)
    void text(@RequestBody CompletionRequest body, HttpServletRequest request, HttpServletResponse response) {
        answer((caller, attempt) -> limits.completion(caller, attempt, body), CompletionShape::new, request, response);
    }

    /** Checks a request's fields. */
    private interface Check {
        Admission of(Caller caller, String attempt);
    }

    /** Gives answers the form of an endpoint. */
    private interface Form {
        AnswerShape of(String attempt, long created, String model, TokenTelling telling);
    }

    private void answer(Check check, Form form, HttpServletRequest request, HttpServletResponse response) {
        String attempt = CallerHeaders.attempt(request);
        Caller caller = Caller.of(CallerHeaders.account(request));
        Admission admission = check.of(caller, attempt);
        response.setHeader(Headers.MODEL, model.reference());
        AnswerShape shape = form.of(
                attempt,
                clock.instant().getEpochSecond(),
                model.name(),
                new TokenTelling(text, admission.first().handling().report()));
        relay.answer(caller, admission, shape, request, response);
    }
}
