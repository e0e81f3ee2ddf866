package looplm.eval.run;

import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import looplm.eval.record.Claim;
import looplm.eval.record.RunLog;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/** The one thread of this process that executes runs, one after the other. */
public final class RunWorker implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(RunWorker.class);

    private final UUID owner = UUID.randomUUID();
    private final RunLog log;
    private final EvalRunner runner;
    private final Duration poll;
    private final Semaphore signal = new Semaphore(0);
    private volatile boolean stopping;
    private volatile @Nullable Thread thread;

    /**
     * @param poll how often the queue is looked at for runs that other replicas left or took in
     */
    public RunWorker(RunLog log, EvalRunner runner, Duration poll) {
        this.log = log;
        this.runner = runner;
        this.poll = poll;
    }

    /** There may be a run to do. */
    public void wake() {
        signal.release();
    }

    @Override
    public void start() {
        stopping = false;
        thread = Thread.ofPlatform().name("run-worker").start(this::work);
    }

    /** Waits until what was answered is saved and the run is back in the queue. */
    @Override
    public void stop() {
        Thread working = thread;
        stopping = true;
        wake();
        if (working != null) {
            try {
                working.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        thread = null;
    }

    @Override
    public boolean isRunning() {
        return thread != null;
    }

    private void work() {
        try {
            while (!stopping) {
                if (!workOnce()) {
                    await();
                }
            }
        } catch (InterruptedException e) {
            LOG.info("run-worker interrupted");
        }
    }

    /** @return whether there was anything to do */
    private boolean workOnce() throws InterruptedException {
        Optional<Claim> claim = Optional.empty();
        try {
            claim = log.claim(owner);
            if (claim.isPresent()) {
                runner.run(claim.get(), () -> stopping);
                return true;
            }
        } catch (RuntimeException e) {
            LOG.error("the database failed; {}", claim.isPresent() ? "a run goes on later" : "no run begins", e);
        }
        return false;
    }

    private void await() throws InterruptedException {
        if (signal.tryAcquire(poll.toNanos(), TimeUnit.NANOSECONDS)) {
            signal.drainPermits();
        }
    }
}
