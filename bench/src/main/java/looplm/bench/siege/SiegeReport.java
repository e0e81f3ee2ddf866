package looplm.bench.siege;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import looplm.bench.siege.client.KindFigures;
import looplm.bench.siege.platform.Heartbeat.Beats;
import looplm.bench.siege.platform.Holdings;

/**
 * How a siege went.
 *
 * @param kinds of the siege itself
 * @param capacityPerSecond answers a second of a few clients that wait for each other
 * @param calm good clients alone, at 0.8 of the capacity
 * @param overload good clients alone, at ten times the capacity
 * @param restarts services that ended though nobody killed them
 * @param killed services that were killed on purpose, in that order
 * @param rowsMissing answers that clients hold and the audit does not, or more than once
 * @param stepsUnaccounted recurrent steps by which audit rows, clients' bills and inference-service's counters differ
 * @param brokenPromises one line each; none if the platform held
 */
record SiegeReport(
        List<KindFigures> kinds,
        @JsonProperty("capacity_per_s") double capacityPerSecond,
        KindFigures calm,
        KindFigures overload,
        Beats liveness,
        Holdings before,
        Holdings after,
        int restarts,
        List<String> killed,
        @JsonProperty("answers_checked") int answersChecked,
        @JsonProperty("rows_missing") int rowsMissing,
        @JsonProperty("steps_accounted") long stepsAccounted,
        @JsonProperty("steps_unaccounted") long stepsUnaccounted,
        @JsonProperty("broken_promises") List<String> brokenPromises) {

    void print(PrintWriter out) {
        out.println("kind              sent    answered  refused  broken  p50 ms    p99 ms    refusal p99");
        kinds.forEach(kind -> print(out, kind));
        out.printf(Locale.ROOT, "%nGood clients alone (capacity %.0f answers/s):%n", capacityPerSecond);
        print(out, calm);
        print(out, overload);
        out.printf(
                Locale.ROOT,
                "%nliveness: asked %d times, failed %d, slowest %.0f ms%n",
                liveness.asked(),
                liveness.failed(),
                liveness.slowestMillis());
        before.residentBytes()
                .forEach((service, bytes) -> out.printf(
                        Locale.ROOT,
                        "%-10s memory %d -> %d MiB, descriptors %d -> %d%n",
                        service,
                        bytes >> 20,
                        after.residentBytes().getOrDefault(service, 0L) >> 20,
                        before.descriptors().get(service),
                        after.descriptors().getOrDefault(service, 0)));
        out.printf(
                Locale.ROOT,
                "KV blocks left reserved %d; breakers open %d; restarts %d; killed on purpose %s%n",
                after.kvBlocks(),
                after.breakersOpen(),
                restarts,
                killed.isEmpty() ? "none" : String.join(", ", killed));
        out.printf(
                Locale.ROOT,
                "audit: %d answers checked, %d rows missing; %d steps accounted for, %d not%n",
                answersChecked,
                rowsMissing,
                stepsAccounted,
                stepsUnaccounted);
        out.println();
        out.println(brokenPromises.isEmpty() ? "Every promise held." : "Promises broken:");
        brokenPromises.forEach(promise -> out.println("  " + promise));
        out.flush();
    }

    private static void print(PrintWriter out, KindFigures kind) {
        out.printf(
                Locale.ROOT,
                "%-17s %-7d %-9d %-8d %-7d %-9.1f %-9.1f %-11.1f %s%n",
                kind.kind(),
                kind.sent(),
                kind.answered(),
                kind.refused(),
                kind.broken(),
                kind.p50(),
                kind.p99(),
                kind.refusalP99(),
                kind.details().isEmpty() ? "" : kind.details());
    }
}
