package looplm.bench.siege.client;

import java.io.IOException;

/**
 * A kind of client.
 *
 * @param good whether it is one of those that the platform is there for
 * @param perSecond attempts that begin in a second
 */
public record Kind(String name, boolean good, double perSecond, Attempt attempt) {

    /** One try, from its start to whatever ends it. */
    @FunctionalInterface
    public interface Attempt {

        Outcome make(SiegeClient caller) throws IOException;
    }

    /** The same at another rate. */
    public Kind at(double rate) {
        return new Kind(name, good, rate, attempt);
    }

    Outcome make(SiegeClient caller) {
        try {
            return attempt.make(caller);
        } catch (IOException e) {
            return Outcome.broken(e);
        }
    }
}
