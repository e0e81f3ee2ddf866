package looplm.safety.policy;

import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import looplm.edge.SettingException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The current policy. A changed file replaces it as a whole; a file that cannot be read or is invalid changes nothing and
 * raises an alarm (log, metric, health) until it is mended.
 */
public final class PolicyStore {

    private static final Logger LOG = LoggerFactory.getLogger(PolicyStore.class);
    private static final String RELOADS = "looplm.safety.policy.reloads";

    /** After a file was gone: it may come back with the bytes it had, and is read again. */
    private static final byte[] NOTHING = {};

    private final PolicySource source;
    private final PolicyReader reader = new PolicyReader();
    private final MeterRegistry metrics;
    private volatile Policy current;
    private volatile @Nullable String rejection;
    private byte[] lastBytes;

    /**
     * @throws SettingException if there is no usable policy to start with
     */
    public PolicyStore(PolicySource source, MeterRegistry metrics) {
        this.source = source;
        this.metrics = metrics;
        try {
            lastBytes = source.read();
        } catch (IOException e) {
            throw new SettingException("policy " + source.name() + ": not readable: " + e);
        }
        current = reader.read(source.name(), lastBytes);
        metrics.gauge("looplm.safety.policy.rejected", this, store -> store.rejection == null ? 0 : 1);
        LOG.info(
                "policy {} of {} with {} rules",
                current.version(),
                source.name(),
                current.rules().size());
    }

    public Policy current() {
        return current;
    }

    /** Why the file as it now is was not taken; empty when it is in force. */
    public Optional<String> rejection() {
        return Optional.ofNullable(rejection);
    }

    /** Where the policy comes from. */
    public String sourceName() {
        return source.name();
    }

    /** Looks at the file again and takes it if it changed and is valid. */
    public synchronized void refresh() {
        byte[] bytes;
        try {
            bytes = source.read();
        } catch (IOException e) {
            lastBytes = NOTHING;
            reject(source.name() + ": not readable: " + e);
            return;
        }
        if (Arrays.equals(bytes, lastBytes)) {
            return;
        }
        lastBytes = bytes;
        try {
            current = reader.read(source.name(), bytes);
            rejection = null;
            metrics.counter(RELOADS, "outcome", "applied").increment();
            LOG.info("policy {} of {} is in force", current.version(), source.name());
        } catch (SettingException e) {
            reject(String.valueOf(e.getMessage()));
        }
    }

    /** Alarms once per cause, not once per look. */
    private void reject(String why) {
        if (!why.equals(rejection)) {
            rejection = why;
            metrics.counter(RELOADS, "outcome", "rejected").increment();
            LOG.error("policy {} stays in force; the new one is refused: {}", current.version(), why);
        }
    }
}
