package looplm.gateway.console;

import java.time.Duration;
import looplm.edge.QuietLogger;
import looplm.wire.eval.Run;
import looplm.wire.eval.RunList;
import org.slf4j.LoggerFactory;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Mono;

/** Reads evaluation runs from eval-service. */
public final class Evaluations {

    private static final QuietLogger LOG = new QuietLogger(LoggerFactory.getLogger(Evaluations.class));

    /** Runs to look through: the newest may be running or failed. */
    private static final int LOOK_BACK = 50;

    private final WebClient http;
    private final Duration timeout;

    public Evaluations(WebClient http, Duration timeout) {
        this.http = http;
        this.timeout = timeout;
    }

    /** Never errors. */
    public Mono<LatestEvaluation> latest() {
        return http.get()
                .uri(uri -> uri.path("/v1/runs").queryParam("limit", LOOK_BACK).build())
                .accept(MediaType.APPLICATION_JSON)
                .retrieve()
                .bodyToMono(RunList.class)
                .timeout(timeout)
                .map(Evaluations::newestFinished)
                .defaultIfEmpty(new LatestEvaluation.Unknown())
                .onErrorResume(failure -> {
                    LOG.warn("eval-service could not be asked for its runs: {}", failure.toString());
                    return Mono.just(new LatestEvaluation.Unknown());
                });
    }

    private static LatestEvaluation newestFinished(RunList list) {
        return list.runs().stream()
                .filter(run -> run.state().equals("finished") && !run.depths().isEmpty())
                .findFirst()
                .<LatestEvaluation>map(LatestEvaluation.Found::new)
                .orElseGet(LatestEvaluation.None::new);
    }

    /** Where the accuracies came from, in one line: suite, model, weights. */
    static String source(Run run) {
        String weights = run.weightsHash() == null ? "" : "@" + run.weightsHash();
        return run.suite() + " on " + (run.model() == null ? "an unnamed model" : run.model() + weights);
    }
}
