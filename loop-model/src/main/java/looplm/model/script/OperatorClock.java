package looplm.model.script;

import ai.djl.pytorch.jni.JniUtils;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;

/**
 * Times operators that the calling thread runs. Where libtorch uses that thread alone, by the processor time of it: what
 * other programs take of the machine's cores does not count, so that a busy machine measures as a quiet one does but for
 * its memory. Where it uses several, by the wall clock.
 */
public final class OperatorClock {

    private final boolean alone = JniUtils.getNumThreads() == 1;
    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();

    /** With as many threads as libtorch has now; there must have been a manager. */
    public OperatorClock() {}

    /** Nanoseconds, from some beginning. */
    public long nanos() {
        return alone ? threads.getCurrentThreadCpuTime() : System.nanoTime();
    }

    /** What it counts, for people. */
    @Override
    public String toString() {
        return alone ? "processor time" : "wall clock";
    }
}
