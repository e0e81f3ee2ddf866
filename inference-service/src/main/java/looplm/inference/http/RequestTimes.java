package looplm.inference.http;

import java.util.OptionalLong;
import java.util.function.LongConsumer;

/** When things happened to one request, by {@link System#nanoTime}. One thread only. */
final class RequestTimes {

    private final long begun = System.nanoTime();
    private final LongConsumer gaps;
    private long firstToken;
    private long lastToken;

    /**
     * @param gaps takes the nanoseconds between two tokens of the request
     */
    RequestTimes(LongConsumer gaps) {
        this.gaps = gaps;
    }

    /** A token is there; the first one counts. */
    void token() {
        long now = System.nanoTime();
        if (firstToken == 0) {
            firstToken = now;
        } else {
            gaps.accept(now - lastToken);
        }
        lastToken = now;
    }

    /** An answer has ended; one without a token that is shown counts from here. */
    void ended() {
        if (firstToken == 0) {
            token();
        }
    }

    long begun() {
        return begun;
    }

    OptionalLong toFirstToken() {
        return firstToken == 0 ? OptionalLong.empty() : OptionalLong.of(firstToken - begun);
    }

    long sinceBegun() {
        return System.nanoTime() - begun;
    }
}
