package looplm.edge.servlet;

import java.util.Optional;
import looplm.edge.RefusedException;

/** What a service alone knows of its exceptions, beyond those that {@link ErrorResolver} knows. */
@FunctionalInterface
public interface FaultFinder {

    /** Why a request was refused; empty for an exception that is not this service's own. */
    Optional<RefusedException> find(Exception exception);
}
