package looplm.inference.engine;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import looplm.inference.engine.model.Batch.PrefillChunk;
import looplm.inference.engine.model.Batch.RowStep;
import looplm.inference.engine.model.Batch.RowTick;
import looplm.inference.engine.model.ModelRunner;
import looplm.inference.engine.model.ModelShape;
import looplm.inference.engine.model.StepBounds;
import looplm.inference.engine.token.TokenEvent.FailureCause;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one platform thread that owns a model from its first call to its closing: native calls would pin the carriers of
 * virtual threads, and closing a tensor that another thread reads ends the process.
 */
public final class EngineThread implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(EngineThread.class);

    /** How often an idle engine beats. */
    private static final Duration IDLE_BEAT = Duration.ofMillis(500);

    /** libtorch compiles in the first calls. */
    private static final int WARM_UP_TOKENS = 3;

    /** Faults of its own after which the engine begins anew, before it gives up. */
    static final int RESTARTS = 5;

    /** Time without a fault after which earlier ones are forgotten. */
    private static final Duration FORGIVEN = Duration.ofMinutes(1);

    /** Time for the last call of the model to return. */
    private static final Duration LAST_CALL = Duration.ofSeconds(10);

    private final LoopEngine engine;
    private final ModelRunner runner;
    private final AdmissionQueue waiting;
    private final CompletableFuture<Void> warm = new CompletableFuture<>();
    private final CompletableFuture<Void> idle = new CompletableFuture<>();
    private final Thread thread;
    private volatile boolean draining;
    private volatile boolean giveUp;
    private volatile boolean stopping;

    /**
     * @param runner closed by this thread when it ends
     */
    public EngineThread(LoopEngine engine, ModelRunner runner, AdmissionQueue waiting) {
        this.engine = engine;
        this.runner = runner;
        this.waiting = waiting;
        this.thread = Thread.ofPlatform().name("looplm-engine").unstarted(this::run);
    }

    /**
     * Starts and waits until the model has answered its first tokens.
     *
     * @throws IllegalStateException if it could not
     */
    public void start() {
        thread.start();
        try {
            warm.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the model warmed up", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("the model failed its warm-up: " + e.getCause(), e.getCause());
        }
    }

    /** Whether it takes requests: warmed up, alive, not draining. */
    public boolean accepting() {
        return warm.isDone() && alive() && !draining;
    }

    /** Whether the thread runs. */
    public boolean alive() {
        return thread.isAlive();
    }

    /** Lets no more requests in and waits for those inside; what does not end in time fails. */
    public void drain(Duration limit) {
        draining = true;
        engine.stopScoring();
        waiting.close();
        if (alive() && !awaitIdle(limit)) {
            LOG.warn("requests still run after {}: they fail", limit);
            giveUp = true;
            awaitIdle(LAST_CALL);
        }
    }

    /** Ends the thread, which closes the model. Requests still inside fail. */
    @Override
    public void close() {
        draining = true;
        stopping = true;
        engine.stopScoring();
        waiting.close();
        if (thread.getState() == Thread.State.NEW) {
            runner.close();
            return;
        }
        try {
            if (!thread.join(LAST_CALL)) {
                LOG.error("the engine is stuck in a call of the model: it is left open");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean awaitIdle(Duration limit) {
        try {
            idle.get(limit.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    private void run() {
        Throwable fault = null;
        try {
            warmUp();
            warm.complete(null);
            serveThroughFaults();
        } catch (InterruptedException | RuntimeException | Error e) {
            fault = e;
        }
        end(fault);
    }

    /** A fault of the engine itself fails all requests inside; then it begins anew, a few times. */
    private void serveThroughFaults() throws InterruptedException {
        int faults = 0;
        long lastFault = System.nanoTime();
        while (!stopping) {
            try {
                serve();
            } catch (VirtualMachineError e) {
                throw e;
            } catch (RuntimeException | Error e) {
                boolean forgiven = System.nanoTime() - lastFault > FORGIVEN.toNanos();
                faults = forgiven ? 1 : faults + 1;
                lastFault = System.nanoTime();
                if (faults > RESTARTS) {
                    throw e;
                }
                LOG.error("the engine begins anew after a fault of its own", e);
                engine.restart();
            }
        }
    }

    private void serve() throws InterruptedException {
        while (!stopping) {
            if (giveUp) {
                engine.failAll(FailureCause.SHUTTING_DOWN);
            }
            if (!engine.tick()) {
                if (draining && engine.isIdle()) {
                    idle.complete(null);
                }
                waiting.await(IDLE_BEAT);
            }
        }
    }

    /** One token through every step, a few times, in row 0. */
    private void warmUp() {
        ModelShape shape = runner.shape();
        StepBounds depth = StepBounds.fixed(shape.trainedSteps());
        int positions = Math.min(1 + WARM_UP_TOKENS, shape.contextLength());
        runner.prefill(new PrefillChunk(0, new int[] {0}, 0, shape.trainedSteps(), positions, depth));
        for (int position = 1; position < positions; position++) {
            for (int step = 0; step < shape.trainedSteps(); step++) {
                runner.tick(new RowTick(List.of(new RowStep(0, 0, position, step, 0, 1, depth))));
            }
        }
        runner.release(0);
    }

    private void end(@Nullable Throwable fault) {
        engine.stopScoring();
        waiting.close();
        boolean served = warm.isDone();
        if (fault != null) {
            warm.completeExceptionally(fault);
        }
        if (fault != null && served) {
            LOG.error("the engine ends on a fault of its own", fault);
        }
        engine.failAll(fault == null ? FailureCause.SHUTTING_DOWN : FailureCause.INTERNAL);
        idle.complete(null);
        runner.close();
    }
}
