package looplm.inference.http;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import looplm.edge.RefusedException;
import looplm.edge.servlet.ClientConnection;
import looplm.inference.admission.Admissions;
import looplm.inference.admission.ScoringLimits;
import looplm.inference.admission.ServedModel;
import looplm.inference.engine.model.ScoringTask;
import looplm.inference.engine.model.ScoringWork.ContinuationLikelihood;
import looplm.inference.engine.scoring.Scoring;
import looplm.inference.engine.scoring.Scoring.Outcome;
import looplm.wire.ErrorCode;
import looplm.wire.Headers;
import looplm.wire.inference.ScoreAnswer;
import looplm.wire.inference.ScoreRequest;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/**
 * {@code POST /internal/score}: likelihoods of continuations at every recurrent step. A client that leaves cancels, and so
 * does {@code DELETE /internal/requests/{id}} with the attempt's id.
 */
@RestController
final class ScoreController {

    /** How long a client may be gone before it is noticed. */
    private static final Duration PROBE = Duration.ofMillis(50);

    private final ScoringLimits limits;
    private final Admissions admissions;
    private final ServedModel model;

    ScoreController(ScoringLimits limits, Admissions admissions, ServedModel model) {
        this.limits = limits;
        this.admissions = admissions;
        this.model = model;
    }

    @PostMapping(path = "/internal/score", consumes = MediaType.APPLICATION_JSON_VALUE)
    ScoreAnswer score(@RequestBody ScoreRequest body, HttpServletRequest request, HttpServletResponse response)
            throws InterruptedException {
        String id = CallerHeaders.attempt(request);
        String account = CallerHeaders.account(request);
        Scoring scoring = admissions.enter(id, account, limits.check(body)).scoring();
        try {
            await(scoring, ClientConnection.of(request));
        } finally {
            scoring.cancel();
        }
        response.setHeader(Headers.MODEL, model.reference());
        return answer(scoring);
    }

    private static void await(Scoring scoring, ClientConnection connection) throws InterruptedException {
        while (!scoring.awaitEnd(PROBE)) {
            if (connection.gone()) {
                throw RefusedException.of(ErrorCode.REQUEST_CANCELLED, "the client has gone");
            }
        }
    }

    private ScoreAnswer answer(Scoring scoring) {
        return switch (scoring.outcome()) {
            case Outcome.Scored(List<ContinuationLikelihood> scores) -> answer(scoring, scores);
            case Outcome.Failed(var cause) -> throw AnswerRelay.failed(cause);
            case Outcome.Cancelled _ -> throw AnswerRelay.cancelled();
            case null -> throw new IllegalStateException("outcome: none (expected: one, as it has ended)");
        };
    }

    private ScoreAnswer answer(Scoring scoring, List<ContinuationLikelihood> scores) {
        ScoringTask task = scoring.task();
        return new ScoreAnswer(
                model.name(),
                task.context().length,
                scores.stream().map(ScoreController::continuation).toList(),
                (long) scoring.fedTokens() * task.steps());
    }

    private static ScoreAnswer.Continuation continuation(ContinuationLikelihood score) {
        return new ScoreAnswer.Continuation(
                score.tokens(),
                Arrays.stream(score.byStep()).boxed().toList(),
                IntStream.range(0, score.greedyByStep().length)
                        .mapToObj(step -> score.greedyByStep()[step])
                        .toList());
    }
}
