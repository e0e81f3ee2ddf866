package looplm.eval.error;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * Tells a database that is gone from a statement that is wrong. A connection that dies in mid-statement comes through
 * Hibernate as an exception of no particular kind, so its cause has to be asked.
 */
final class LostDatabase {

    /** Connection faults, shortage of resources, and an administrator who ends sessions (PostgreSQL, appendix A). */
    private static final String[] STATES = {"08", "53", "57P"};

    private LostDatabase() {}

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
