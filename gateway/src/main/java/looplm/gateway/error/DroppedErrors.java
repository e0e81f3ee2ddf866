package looplm.gateway.error;

import looplm.edge.QuietLogger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Hooks;

/**
 * Hears of errors that nobody waits for any more, such as the end of a connection whose request has failed already.
 * Reactor itself would log each with its trace.
 */
public final class DroppedErrors implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(DroppedErrors.class);

    private final QuietLogger quiet = new QuietLogger(LOG);

    public DroppedErrors() {
        Hooks.onErrorDropped(this::heard);
    }

    private void heard(Throwable failure) {
        if (ClientLeft.is(failure)) {
            LOG.debug("client left: {}", failure.toString());
        } else {
            quiet.error("an error that nobody waited for", failure);
        }
    }

    @Override
    public void close() {
        Hooks.resetOnErrorDropped();
    }
}
