package looplm.safety.policy;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the policy file at a fixed pace. Reading beats watching: mounted configuration changes by swapped links, which
 * file watchers miss.
 */
public final class PolicyReloader implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(PolicyReloader.class);

    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("policy-reload").daemon().factory());
    private final PolicyStore store;

    public PolicyReloader(PolicyStore store, Duration pace) {
        this.store = store;
        var _ = clock.scheduleWithFixedDelay(this::look, pace.toMillis(), pace.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** An exception here would end the schedule for good. */
    private void look() {
        try {
            store.refresh();
        } catch (RuntimeException e) {
            LOG.error("policy could not be looked at", e);
        }
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }
}
