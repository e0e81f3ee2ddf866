package looplm.eval.http;

import java.sql.SQLException;
import java.util.Optional;
import looplm.edge.RefusedException;
import looplm.edge.servlet.FaultFinder;
import looplm.wire.ErrorCode;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.transaction.CannotCreateTransactionException;

/**
 * Tells a database that is gone from a statement that is wrong. A connection that dies in mid-statement comes through
 * Hibernate as an exception of no particular kind, so its cause has to be asked.
 */
public final class LostDatabase implements FaultFinder {

    /** Connection faults, shortage of resources, and an administrator who ends sessions (PostgreSQL, appendix A). */
    private static final String[] STATES = {"08", "53", "57P"};

    @Override
    public Optional<RefusedException> find(Exception exception) {
        return isLoss(exception)
                ? Optional.of(RefusedException.unavailable(
                        ErrorCode.DATABASE_UNAVAILABLE, "the database does not answer", exception))
                : Optional.empty();
    }

    /** What is meant already, or can only be one thing, is not asked for its cause. */
    private static boolean isLoss(Exception exception) {
        return switch (exception) {
            case RefusedException _ -> false;
            case DataAccessResourceFailureException _ -> true;
            case TransientDataAccessException _ -> true;
            case CannotCreateTransactionException _ -> true;
            default -> isCauseOf(exception);
        };
    }

    static boolean isCauseOf(Throwable failure) {
        for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql && isLoss(sql)) {
                return true;
            }
        }
        return false;
    }

    /** What the pool itself says of a closed connection has no state. */
    private static boolean isLoss(SQLException failure) {
        String state = failure.getSQLState();
        if (state == null) {
            return true;
        }
        for (String lost : STATES) {
            if (state.startsWith(lost)) {
                return true;
            }
        }
        return false;
    }
}
