package looplm.bench.siege;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import looplm.bench.siege.client.KindFigures;
import looplm.bench.siege.platform.Heartbeat.Beats;
import looplm.bench.siege.platform.Holdings;

/** What a siege must not change, and whether it did. */
final class Promises {

    private static final int SLOWEST_LIVENESS_MILLIS = 1000;
    private static final int OVERLOAD_FACTOR = 3;

    /** Of good clients among hostile ones, with the platform far from its capacity. */
    private static final double ANSWERED = .99;

    /** The only refusal that a good client may see. */
    private static final String FOR_LOAD = "429 ";

    private Promises() {}

    /** One line for each that was broken. */
    static List<String> broken(
            List<KindFigures> kinds,
            KindFigures calm,
            KindFigures overload,
            Beats liveness,
            Holdings after,
            int restarts,
            Reconciliation books) {
        var broken = new ArrayList<String>();
        Stream.concat(kinds.stream(), Stream.of(calm, overload)).forEach(kind -> {
            int endless = kind.sent() - kind.answered() - kind.refused() - kind.broken();
            expect(broken, kind.broken() == 0, kind.kind() + ": " + kind.broken() + " broken");
            expect(broken, endless == 0, kind.kind() + ": " + endless + " without any end");
        });
        Stream.concat(kinds.stream().filter(KindFigures::good), Stream.of(calm, overload))
                .flatMap(kind -> kind.details().keySet().stream().filter(detail -> !detail.startsWith(FOR_LOAD)))
                .distinct()
                .forEach(detail -> expect(broken, false, "good clients were told: " + detail));
        kinds.stream()
                .filter(KindFigures::good)
                .forEach(kind -> expect(
                        broken,
                        kind.answered() >= ANSWERED * kind.sent(),
                        kind.kind() + ": " + kind.answered() + " of " + kind.sent() + " answered"));
        expect(
                broken,
                overload.p99() <= OVERLOAD_FACTOR * calm.p99(),
                "overload: p99 " + Math.round(overload.p99()) + " ms (expected: at most " + OVERLOAD_FACTOR
                        + " times the " + Math.round(calm.p99()) + " ms of the calm)");
        expect(
                broken,
                liveness.failed() == 0 && liveness.slowestMillis() < SLOWEST_LIVENESS_MILLIS,
                "liveness: " + liveness.failed() + " failed, slowest " + Math.round(liveness.slowestMillis())
                        + " ms (expected: none, under " + SLOWEST_LIVENESS_MILLIS + " ms)");
        expect(broken, restarts == 0, "restarts: " + restarts);
        expect(broken, after.kvBlocks() == 0, "KV blocks: " + after.kvBlocks() + " reserved at rest");
        expect(broken, after.breakersOpen() == 0, "breakers: " + after.breakersOpen() + " open");
        expect(broken, books.rowsMissing() == 0, "audit: " + books.rowsMissing() + " rows missing");
        expect(broken, books.stepsUnaccounted() == 0, "steps: " + books.stepsUnaccounted() + " unaccounted for");
        return List.copyOf(broken);
    }

    private static void expect(List<String> broken, boolean kept, String otherwise) {
        if (!kept) {
            broken.add(otherwise);
        }
    }
}
