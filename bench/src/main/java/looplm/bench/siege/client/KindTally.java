package looplm.bench.siege.client;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What became of the attempts of one kind. Safe for many threads. */
final class KindTally {

    private final Kind kind;
    private final Map<Outcome.Verdict, Integer> verdicts = new TreeMap<>();
    private final Map<String, Integer> details = new TreeMap<>();
    private final List<Double> answerMillis = new ArrayList<>();
    private final List<Double> refusalMillis = new ArrayList<>();
    private int sent;

    KindTally(Kind kind) {
        this.kind = kind;
    }

    synchronized void sent() {
        sent++;
    }

    synchronized void ended(Outcome outcome, double milliseconds) {
        verdicts.merge(outcome.verdict(), 1, Integer::sum);
        if (!outcome.detail().isEmpty()) {
            details.merge(outcome.detail(), 1, Integer::sum);
        }
        switch (outcome.verdict()) {
            case ANSWERED -> answerMillis.add(milliseconds);
            case REFUSED -> refusalMillis.add(milliseconds);
            case BROKEN -> {
                // when it broke says nothing
            }
        }
    }

    synchronized KindFigures figures() {
        return KindFigures.of(kind, sent, verdicts, details, answerMillis, refusalMillis);
    }
}
