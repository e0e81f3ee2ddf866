package looplm.edge;

import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.event.Level;

/**
 * A logger for what a flood of requests would repeat: one line a period, which says how many were left out since the one
 * before. One instance for each kind of line. Safe for use by many threads.
 */
public final class QuietLogger {

    private static final Duration USUAL = Duration.ofSeconds(10);

    private final Logger log;
    private final Duration period;
    private final LongSupplier nanoTime;
    private long last;
    private boolean said;
    private long leftOut;

    /** One line in ten seconds. */
    public QuietLogger(Logger log) {
        this(log, USUAL, System::nanoTime);
    }

    /**
     * @param period at most one line in this time
     * @param nanoTime {@link System#nanoTime}, or a test's
     */
    public QuietLogger(Logger log, Duration period, LongSupplier nanoTime) {
        this.log = log;
        this.period = period;
        this.nanoTime = nanoTime;
    }

    /** As of slf4j: a {@link Throwable} after the arguments is told with its trace. */
    public void warn(String format, @Nullable Object... arguments) {
        line(Level.WARN, format, arguments);
    }

    /** As {@link #warn}. */
    public void error(String format, @Nullable Object... arguments) {
        line(Level.ERROR, format, arguments);
    }

    /** As {@link #warn}. */
    public void info(String format, @Nullable Object... arguments) {
        line(Level.INFO, format, arguments);
    }

    private void line(Level level, String format, @Nullable Object... arguments) {
        long others = turn();
        if (others < 0) {
            return;
        }
        if (others == 0) {
            log.atLevel(level).log(format, arguments);
        } else {
            log.atLevel(level).log("(" + others + " lines like this left out) " + format, arguments);
        }
    }

    /** Lines left out since the last, -1 where this one is to be left out, too. */
    private synchronized long turn() {
        long now = nanoTime.getAsLong();
        if (said && now - last < period.toNanos()) {
            leftOut++;
            return -1;
        }
        said = true;
        last = now;
        long others = leftOut;
        leftOut = 0;
        return others;
    }
}
