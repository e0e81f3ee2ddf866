package looplm.eval.order;

import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import looplm.edge.RefusedException;
import looplm.eval.record.EvalRun;
import looplm.eval.record.RunRepository;
import looplm.eval.record.RunState;
import looplm.eval.suite.Suite;
import looplm.wire.ErrorCode;
import looplm.wire.eval.Run;
import looplm.wire.eval.RunList;
import looplm.wire.eval.RunRequest;
import org.springframework.data.domain.Limit;
import org.springframework.transaction.support.TransactionTemplate;

/** What callers ask about runs. */
public final class Runs {

    private final RunRepository runs;
    private final RunViews views;
    private final RunOrders orders;
    private final TransactionTemplate transaction;
    private final int queueLength;
    private final InstantSource clock;
    private final Runnable wakeWorker;

    /**
     * @param queueLength runs that may be unfinished at once
     * @param wakeWorker called when there is a new run
     */
    public Runs(
            RunRepository runs,
            RunViews views,
            RunOrders orders,
            TransactionTemplate transaction,
            int queueLength,
            InstantSource clock,
            Runnable wakeWorker) {
        this.runs = runs;
        this.views = views;
        this.orders = orders;
        this.transaction = transaction;
        this.queueLength = queueLength;
        this.clock = clock;
        this.wakeWorker = wakeWorker;
    }

    /**
     * Queues a run.
     *
     * @throws RefusedException naming the field at fault, or saying that there is no model or no room
     */
    public Run order(RunRequest request) {
        RunOrders.Order order = orders.check(request);
        if (runs.notOver() >= queueLength) {
            throw RefusedException.of(
                    ErrorCode.QUEUE_FULL, "runs: " + queueLength + " wait already (expected: fewer, or later)");
        }
        Suite suite = order.suite();
        var run = new EvalRun(
                UUID.randomUUID(),
                suite,
                order.plan(),
                Math.toIntExact(
                        (long) order.items().size() * order.plan().variants().size()),
                suite.chance(order.items()),
                clock.instant());
        runs.save(run);
        wakeWorker.run();
        return view(run);
    }

    /**
     * @throws RefusedException if there is none
     */
    public Run find(UUID id) {
        return view(runs.findById(id).orElseThrow(() -> unknown(id)));
    }

    public RunList newest(int limit) {
        return new RunList(views.of(runs.newest(Limit.of(limit))));
    }

    /**
     * Ends a run; one that is over stays as it is.
     *
     * @throws RefusedException if there is none
     */
    public Run cancel(UUID id) {
        return transaction.execute(_ -> {
            EvalRun run = runs.lock(id).orElseThrow(() -> unknown(id));
            if (!run.state().isOver()) {
                run.end(RunState.CANCELLED, null, clock.instant());
                runs.flush();
            }
            return view(run);
        });
    }

    private Run view(EvalRun run) {
        return views.of(List.of(run)).getFirst();
    }

    private static RefusedException unknown(UUID id) {
        return RefusedException.notFound("run_id", id, "a run that was ordered here");
    }
}
