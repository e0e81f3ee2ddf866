package looplm.inference.engine;

import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Where requests wait for a row. Filled by other threads, emptied by the engine's.
 *
 * <p>Order: by {@link Priority}, then by account: the one for which the least work was done is next, then by arrival. Whoever can't be admitted now may be passed by those behind, but only
 * so often: then it comes before all others, and all but {@link Priority#SAFETY} wait until it can be (invariant I11).
 */
public interface AdmissionQueue {

    /** The first request that is admissible now, taken out; null if there is none. */
    @Nullable
    Sequence poll(Predicate<Sequence> admissible);

    boolean isEmpty();

    /** Waits until a request is there, {@link #close} is called or the time is over. */
    void await(Duration limit) throws InterruptedException;

    /** Takes out every request that is done with waiting: cancelled, or too late. */
    List<Sequence> removeIf(Predicate<Sequence> done);

    /** Takes out those that gave their places to others. */
    List<Sequence> removePushedOut();

    /** Takes out every request. */
    List<Sequence> removeAll();

    /** Ends an {@link #await}, because there is something else to do. */
    void wake();

    /** Lets no more requests in. Those inside stay. */
    void close();
}
