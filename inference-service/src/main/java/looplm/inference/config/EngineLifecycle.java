package looplm.inference.config;

import java.time.Duration;
import looplm.inference.engine.EngineThread;
import org.springframework.context.SmartLifecycle;

/**
 * Lets running requests end before the web server stops: being in the last phase to start it is in the first to stop.
 */
final class EngineLifecycle implements SmartLifecycle {

    private final EngineThread thread;
    private final Duration drainLimit;
    private volatile boolean running;

    EngineLifecycle(EngineThread thread, Duration drainLimit) {
        this.thread = thread;
        this.drainLimit = drainLimit;
    }

    @Override
    public void start() {
        running = true;
    }

    @Override
    public void stop() {
        thread.drain(drainLimit);
        running = false;
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
