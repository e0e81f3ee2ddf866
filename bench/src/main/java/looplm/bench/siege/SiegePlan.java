package looplm.bench.siege;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import looplm.bench.siege.client.ConsoleKinds;
import looplm.bench.siege.client.GoodKinds;
import looplm.bench.siege.client.HostileBodies;
import looplm.bench.siege.client.HostileConnections;
import looplm.bench.siege.client.Kind;

/**
 * How long each part of a siege lasts, and who comes.
 *
 * @param only names of the hostile kinds that come; all of them if it is empty
 * @param kill processes that are killed afterwards
 */
record SiegePlan(Duration whole, List<String> only, List<String> kill, long seed) {

    /** The one whose counters the books are compared with: its end begins a new chapter of them. */
    static final String COUNTING = "inference";

    static final List<String> PROCESSES = List.of("gateway", "safety", "eval", "postgres", COUNTING);

    /** Rates as parts of the capacity. */
    static final double CALM = .8;

    static final double SIEGE = .3;
    static final double OVERLOAD = 10;

    private static final Duration LONGEST_OVERLOAD = Duration.ofSeconds(60);

    /** What good clients alone are served with: enough of them for a 99th percentile. */
    Duration calm() {
        return whole.dividedBy(6);
    }

    Duration siege() {
        return whole.dividedBy(2);
    }

    Duration overload() {
        Duration sixth = whole.dividedBy(6);
        return sixth.compareTo(LONGEST_OVERLOAD) < 0 ? sixth : LONGEST_OVERLOAD;
    }

    /** Whose end leaves the counters standing. */
    List<String> killedFirst() {
        return kill.stream().filter(name -> !name.equals(COUNTING)).toList();
    }

    /** How long good clients come around each kill. */
    Duration aroundKill() {
        return whole.dividedBy(24);
    }

    static List<String> hostileNames() {
        return hostile().map(Kind::name).toList();
    }

    List<Kind> besiegers(double capacity) {
        Stream<Kind> hostile = hostile().filter(kind -> only.isEmpty() || only.contains(kind.name()) || kind.good());
        return Stream.concat(GoodKinds.all(SIEGE * capacity).stream(), hostile).toList();
    }

    private static Stream<Kind> hostile() {
        return Stream.of(HostileBodies.all(), HostileConnections.all(), ConsoleKinds.all())
                .flatMap(List::stream);
    }
}
