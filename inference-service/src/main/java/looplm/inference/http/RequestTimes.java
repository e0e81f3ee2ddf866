package looplm.inference.http;

import java.util.OptionalLong;

/** When things happened to one request, by {@link System#nanoTime}. One thread only. */
final class RequestTimes {

    private final long begun = System.nanoTime();
    private long firstToken;

    /** A token is there; the first one counts. */
    void token() {
        if (firstToken == 0) {
            firstToken = System.nanoTime();
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
