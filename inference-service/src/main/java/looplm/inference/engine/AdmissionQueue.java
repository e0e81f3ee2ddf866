package looplm.inference.engine;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where requests wait for a row, first come, first served. Filled by other threads, emptied by the engine's. */
public interface AdmissionQueue {

    /** The request that waits longest, taken out; null if none waits. */
    @Nullable
    Sequence poll();

    /** Waits until a request is there, {@link #close} is called or the time is over. */
    void await(Duration limit) throws InterruptedException;

    /** Takes out every request that was cancelled while it waited. */
    List<Sequence> removeCancelled();

    /** Takes out every request. */
    List<Sequence> removeAll();

    /** Lets no more requests in. Those inside stay. */
    void close();
}
