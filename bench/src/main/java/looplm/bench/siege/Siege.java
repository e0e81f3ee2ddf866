package looplm.bench.siege;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import looplm.bench.siege.client.Crowd;
import looplm.bench.siege.client.GoodKinds;
import looplm.bench.siege.client.Kind;
import looplm.bench.siege.client.KindFigures;
import looplm.bench.siege.client.Target;
import looplm.bench.siege.platform.BesiegedPlatform;
import looplm.bench.siege.platform.Books;
import looplm.bench.siege.platform.Heartbeat;
import looplm.bench.siege.platform.Holdings;

/**
 * A siege from start to end: good clients alone at what the platform can take, then among hostile ones, then ten times too
 * many of them; then its processes are killed one by one. In the end the books are compared.
 */
final class Siege {

    private static final int CLIENTS = 8;
    private static final Duration WARM_UP = Duration.ofSeconds(8);
    private static final Duration MEASURED = Duration.ofSeconds(10);

    private final SiegePlan plan;
    private final BesiegedPlatform platform;
    private final Consumer<String> progress;
    private final Books books;

    Siege(SiegePlan plan, BesiegedPlatform platform, Consumer<String> progress) {
        this.plan = plan;
        this.platform = platform;
        this.progress = progress;
        this.books = new Books(platform);
    }

    SiegeReport run() throws IOException, InterruptedException, SQLException {
        Target target = platform.target("siege");
        Holdings before = Holdings.of(platform);
        Map<String, Long> counted = books.countedSteps();
        try (var crowd = new Crowd(target, plan.seed());
                var heartbeat = new Heartbeat(platform)) {
            Kind chat = GoodKinds.all(1).getFirst();
            progress.accept("warm-up and capacity");
            crowd.answersPerSecond(chat, CLIENTS, WARM_UP);
            double capacity = crowd.answersPerSecond(chat, CLIENTS, MEASURED);
            say("calm", SiegePlan.CALM * capacity, plan.calm());
            KindFigures calm = crowd.come(List.of(chat.at(SiegePlan.CALM * capacity)), plan.calm())
                    .getFirst();
            say("siege", SiegePlan.SIEGE * capacity, plan.siege());
            List<KindFigures> kinds = crowd.come(plan.besiegers(capacity), plan.siege());
            say("overload", SiegePlan.OVERLOAD * capacity, plan.overload());
            KindFigures overload = crowd.come(List.of(chat.at(SiegePlan.OVERLOAD * capacity)), plan.overload())
                    .getFirst();
            int restarts = platform.restarts();
            heartbeat.pause(true);
            var killed = new ArrayList<String>();
            killUnderLoad(crowd, capacity, plan.killedFirst(), killed);
            progress.accept("comparing the books");
            Reconciliation books = Reconciliation.of(this.books, crowd.book(), target.runId(), counted);
            if (plan.kill().contains(SiegePlan.COUNTING)) {
                books = books.plus(afterLoss(crowd, target.as("after"), capacity, killed));
            }
            Holdings after = Holdings.of(platform);
            return new SiegeReport(
                    kinds,
                    capacity,
                    calm,
                    overload,
                    heartbeat.beats(),
                    before,
                    after,
                    restarts,
                    killed,
                    books.answersChecked(),
                    books.rowsMissing(),
                    books.stepsAccounted(),
                    books.stepsUnaccounted(),
                    Promises.broken(kinds, calm, overload, heartbeat.beats(), after, restarts, books));
        }
    }

    /** Good clients come before, during and after each kill. */
    private void killUnderLoad(Crowd crowd, double capacity, List<String> services, List<String> killed)
            throws IOException, InterruptedException {
        for (String service : services) {
            progress.accept("kill -9 of " + service + " under load");
            List<Kind> clients = GoodKinds.all(SiegePlan.SIEGE * capacity);
            try (ExecutorService beside = Executors.newSingleThreadExecutor()) {
                Callable<List<KindFigures>> load = () -> crowd.come(clients, plan.aroundKill());
                Future<List<KindFigures>> coming = beside.submit(load);
                Thread.sleep(plan.aroundKill().dividedBy(2));
                platform.kill(service);
                killed.add(service);
                coming.get();
            } catch (ExecutionException e) {
                throw new IOException("clients around the kill of " + service + ": " + e.getCause(), e.getCause());
            }
        }
    }

    /** inference-service counts from zero after its end, so what came before it and what comes after are two chapters. */
    private Reconciliation afterLoss(Crowd crowd, Target target, double capacity, List<String> killed)
            throws IOException, InterruptedException, SQLException {
        killUnderLoad(crowd, capacity, List.of(SiegePlan.COUNTING), killed);
        books.awaitRest();
        try (var later = new Crowd(target, plan.seed())) {
            Map<String, Long> counted = books.countedSteps();
            later.come(GoodKinds.all(SiegePlan.SIEGE * capacity), plan.aroundKill());
            return Reconciliation.of(books, later.book(), target.runId(), counted);
        }
    }

    private void say(String part, double perSecond, Duration duration) {
        progress.accept(part + ": " + Math.round(perSecond) + " good requests/s for " + duration.toSeconds() + " s");
    }
}
