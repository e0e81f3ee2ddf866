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
import looplm.wire.openai.CompletionRequest;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** {@code POST /v1/completions}. */
@RestController
final class CompletionController {

    private final RequestLimits limits;
    private final AnswerRelay relay;
    private final ServedModel model;
    private final InstantSource clock;
    private final TextCodec text;

    CompletionController(
            RequestLimits limits, AnswerRelay relay, ServedModel model, InstantSource clock, TextCodec text) {
        this.limits = limits;
        this.relay = relay;
        this.model = model;
        this.clock = clock;
        this.text = text;
    }

    @PostMapping(path = "/v1/completions", consumes = MediaType.APPLICATION_JSON_VALUE)
    void complete(@RequestBody CompletionRequest body, HttpServletRequest request, HttpServletResponse response) {
        String attempt = CallerHeaders.attempt(request);
        Caller caller = Caller.of(CallerHeaders.account(request));
        Admission admission = limits.completion(caller, attempt, body);
        response.setHeader(Headers.MODEL, model.reference());
        var shape = new CompletionShape(
                "cmpl-" + attempt.replace("-", ""),
                clock.instant().getEpochSecond(),
                model.name(),
                new TokenTelling(text, admission.first().handling().report()));
        relay.answer(caller, admission, shape, request, response);
    }
}
