package looplm.eval.record;

import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import looplm.eval.client.TargetModel;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * What is kept of runs, and who may write it. Every write checks in its own transaction that the writer still holds the
 * lease: a process that was stalled and overtaken cannot add a row.
 */
public final class RunLog {

    private final RunRepository runs;
    private final ItemResultRepository items;
    private final AggregateRepository aggregates;
    private final TransactionTemplate transaction;
    private final Duration lease;
    private final InstantSource clock;

    /**
     * @param lease how long a run stays a process's without a sign of life
     */
    public RunLog(
            RunRepository runs,
            ItemResultRepository items,
            AggregateRepository aggregates,
            TransactionTemplate transaction,
            Duration lease,
            InstantSource clock) {
        this.runs = runs;
        this.items = items;
        this.aggregates = aggregates;
        this.transaction = transaction;
        this.lease = lease;
        this.clock = clock;
    }

    /** Takes the first run that waits or whose process is gone. */
    public Optional<Claim> claim(UUID owner) {
        return transaction.execute(_ -> runs.lockNext(owner).map(id -> {
            runs.lease(id, owner, seconds());
            return new Claim(runs.findById(id).orElseThrow(), owner);
        }));
    }

    /** Rows there are already. */
    public Set<RecordedItem> recorded(Claim claim) {
        return new HashSet<>(items.recorded(claim.id()));
    }

    /**
     * Adds rows and renews the lease; without rows it only does the latter.
     *
     * @throws LeaseLostException if the run is over or another's
     */
    public void append(Claim claim, List<ItemResult> rows) {
        transaction.executeWithoutResult(_ -> {
            if (runs.progress(claim.id(), claim.owner(), rows.size(), seconds()) == 0) {
                throw new LeaseLostException();
            }
            items.saveAll(rows);
        });
    }

    /**
     * Ties the run to the weights it is about.
     *
     * @throws LeaseLostException if the run is over or another's
     */
    public void begin(Claim claim, TargetModel model) {
        change(claim, run -> run.begin(model, clock.instant()));
    }

    /**
     * @throws LeaseLostException if the run is over or another's
     */
    public void finish(Claim claim) {
        change(claim, run -> {
            aggregates.saveAll(items.byLevel(run.id()).stream()
                    .map(tally -> new Aggregate(run.id(), tally))
                    .toList());
            run.end(RunState.FINISHED, null, clock.instant());
        });
    }

    /**
     * @param why what callers are told
     * @throws LeaseLostException if the run is over or another's
     */
    public void fail(Claim claim, String why) {
        change(claim, run -> run.end(RunState.FAILED, why, clock.instant()));
    }

    /**
     * Gives the run to whoever asks next.
     *
     * @throws LeaseLostException if the run is over or another's
     */
    public void release(Claim claim) {
        change(claim, EvalRun::release);
    }

    private void change(Claim claim, Consumer<EvalRun> change) {
        transaction.executeWithoutResult(_ -> {
            EvalRun run = runs.lock(claim.id())
                    .filter(locked -> locked.isLeasedBy(claim.owner()))
                    .orElseThrow(LeaseLostException::new);
            change.accept(run);
        });
    }

    private double seconds() {
        return lease.toMillis() / 1000.0;
    }
}
