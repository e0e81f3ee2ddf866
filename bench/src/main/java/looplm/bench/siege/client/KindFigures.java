package looplm.bench.siege.client;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import looplm.bench.measure.Percentiles;

/**
 * What became of the attempts of one kind.
 *
 * @param broken attempts that saw a promise broken
 * @param p50 of answers, or of refusals where there are no answers; 0 where there is neither
 * @param refusalP99 milliseconds to a refusal
 * @param details how often each refusal or breach was seen, the most frequent ones
 */
public record KindFigures(
        String kind,
        boolean good,
        int sent,
        int answered,
        int refused,
        int broken,
        @JsonProperty("p50_ms") double p50,
        @JsonProperty("p99_ms") double p99,
        @JsonProperty("refusal_p99_ms") double refusalP99,
        Map<String, Integer> details) {

    private static final int SHOWN_DETAILS = 6;

    static KindFigures of(
            Kind kind,
            int sent,
            Map<Outcome.Verdict, Integer> verdicts,
            Map<String, Integer> details,
            List<Double> answerMillis,
            List<Double> refusalMillis) {
        var refusals = Percentiles.of(refusalMillis);
        var shown = answerMillis.isEmpty() ? refusals : Percentiles.of(answerMillis);
        var frequent = new LinkedHashMap<String, Integer>();
        details.entrySet().stream()
                .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
                .limit(SHOWN_DETAILS)
                .forEach(entry -> frequent.put(entry.getKey(), entry.getValue()));
        return new KindFigures(
                kind.name(),
                kind.good(),
                sent,
                verdicts.getOrDefault(Outcome.Verdict.ANSWERED, 0),
                verdicts.getOrDefault(Outcome.Verdict.REFUSED, 0),
                verdicts.getOrDefault(Outcome.Verdict.BROKEN, 0),
                shown.p50(),
                shown.p99(),
                refusals.p99(),
                frequent);
    }
}
