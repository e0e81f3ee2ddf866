package looplm.eval.run;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import looplm.eval.client.TargetClient;
import looplm.eval.client.TargetModel;
import looplm.eval.record.Claim;
import looplm.eval.record.EvalRun;
import looplm.eval.record.LeaseLostException;
import looplm.eval.record.RunLog;
import looplm.eval.suite.Suite;
import looplm.eval.suite.Suites;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.transaction.TransactionException;

/** Takes a claimed run to its end, from wherever it stands. */
public final class EvalRunner {

    private static final Logger LOG = LoggerFactory.getLogger(EvalRunner.class);

    private final RunLog log;
    private final Suites suites;
    private final TargetClient client;
    private final RunSettings settings;
    private final InstantSource clock;
    private final MeterRegistry meters;

    public EvalRunner(
            RunLog log,
            Suites suites,
            TargetClient client,
            RunSettings settings,
            InstantSource clock,
            MeterRegistry meters) {
        this.log = log;
        this.suites = suites;
        this.client = client;
        this.settings = settings;
        this.clock = clock;
        this.meters = meters;
    }

    /** How the work on a run ended. */
    private enum End {
        FINISHED,
        FAILED,
        /** Given back to the queue. */
        RELEASED,
        /** Cancelled, or taken over by another process. */
        LOST
    }

    /**
     * @param stopping asked often; true gives the run back to the queue
     * @throws RuntimeException if the database fails; the run goes on later
     */
    void run(Claim claim, BooleanSupplier stopping) throws InterruptedException {
        long begun = System.nanoTime();
        EvalRun run = claim.run();
        LOG.info("run={} suite={} begins at {} of {}", run.id(), run.suite(), run.done(), run.total());
        End end = endOf(claim, stopping);
        meters.counter("looplm.eval.runs", "end", end.name().toLowerCase(Locale.ROOT))
                .increment();
        LOG.info("run={} suite={} end={} ms={}", run.id(), run.suite(), end, (System.nanoTime() - begun) / 1_000_000);
    }

    private End endOf(Claim claim, BooleanSupplier stopping) throws InterruptedException {
        try {
            return execute(claim, stopping) ? finish(claim) : release(claim);
        } catch (LeaseLostException e) {
            return End.LOST;
        } catch (RunFailedException e) {
            return fail(claim, e);
        } catch (RuntimeException e) {
            if (isTroubleOfTheDatabase(e)) {
                throw e;
            }
            return fail(claim, RunFailedException.internal(e));
        }
    }

    /** @return false when it was time to stop */
    private boolean execute(Claim claim, BooleanSupplier stopping) throws InterruptedException {
        Suite suite = suite(claim.run());
        try (var execution = new RunExecution(claim, log, settings, meters, stopping)) {
            Optional<TargetModel> model = execution.await(client::model);
            if (model.isEmpty()) {
                return false;
            }
            PinnedModel.check(claim.run(), model.get());
            log.begin(claim, model.get());
            var asker = new ItemAsker(claim.id(), suite, model.get(), client, clock);
            return execution.askAll(WorkList.of(claim.run().plan(), suite, log.recorded(claim)), asker);
        }
    }

    private Suite suite(EvalRun run) {
        Suite suite = suites.find(run.suite())
                .orElseThrow(() -> new RunFailedException(
                        "suite: %s is gone (expected: %s)".formatted(run.suite(), suites.names())));
        if (!suite.fingerprint().equals(run.fingerprint())) {
            throw new RunFailedException(
                    "suite: %s has changed since the run was ordered (expected: version %d and its data)"
                            .formatted(run.suite(), run.suiteVersion()));
        }
        return suite;
    }

    private End finish(Claim claim) {
        log.finish(claim);
        return End.FINISHED;
    }

    private End release(Claim claim) {
        log.release(claim);
        return End.RELEASED;
    }

    private End fail(Claim claim, RunFailedException failure) {
        LOG.warn("run={} failed: {}", claim.id(), failure.getMessage(), failure.getCause());
        try {
            log.fail(claim, String.valueOf(failure.getMessage()));
            return End.FAILED;
        } catch (LeaseLostException e) {
            return End.LOST;
        }
    }

    private static boolean isTroubleOfTheDatabase(RuntimeException e) {
        return e instanceof TransactionException
                || (e instanceof DataAccessException && !(e instanceof DataIntegrityViolationException));
    }
}
