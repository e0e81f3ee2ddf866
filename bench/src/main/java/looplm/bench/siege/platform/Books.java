package looplm.bench.siege.platform;

import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import looplm.wire.inference.AccountCounts;
import tools.jackson.databind.json.JsonMapper;

/** What the platform wrote down: the gateway's audit rows on the one side, inference-service's own counters on the other. */
public final class Books {

    private static final int INFERENCE = 1;
    private static final int POSTGRES = 4;

    /** Open rows of a gateway that died are closed by another, or by itself, once it has been silent for a while. */
    private static final Duration CLOSING_LIMIT = Duration.ofMinutes(3);

    private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);

    private final BesiegedPlatform platform;

    /**
     * A request as the audit has it.
     *
     * @param rows of this request id: more than one would bill it twice
     */
    public record Row(int rows, long billedSteps, long discardedSteps) {}

    public Books(BesiegedPlatform platform) {
        this.platform = platform;
    }

    /** Waits until nothing runs and no row is open or unwritten. */
    public void awaitRest() throws IOException, InterruptedException, SQLException {
        long end = System.nanoTime() + CLOSING_LIMIT.toNanos();
        for (var now = Holdings.of(platform);
                open() + now.unwrittenRows() + now.runningRequests() > 0;
                now = Holdings.of(platform)) {
            if (System.nanoTime() > end) {
                throw new IOException("after " + CLOSING_LIMIT.toSeconds() + " s " + now.unwrittenRows()
                        + " audit rows are unwritten");
            }
            Thread.sleep(LOOK_AGAIN);
        }
    }

    /** Rows of requests whose id begins so, by id. */
    public Map<String, Row> rows(String idPrefix) throws IOException, SQLException {
        var rows = new HashMap<String, Row>();
        String question = "SELECT request_id, count(*), sum(billed_steps), sum(discarded_steps)"
                + " FROM gateway.audit WHERE starts_with(request_id, ?) GROUP BY request_id";
        try (Connection connection = connect();
                var statement = connection.prepareStatement(question)) {
            statement.setString(1, idPrefix);
            try (ResultSet found = statement.executeQuery()) {
                while (found.next()) {
                    rows.put(found.getString(1), new Row(found.getInt(2), found.getLong(3), found.getLong(4)));
                }
            }
        }
        return rows;
    }

    /** Steps of all rows of requests whose id begins so, by account. */
    public Map<String, Long> stepsByKey(String idPrefix) throws IOException, SQLException {
        var steps = new HashMap<String, Long>();
        String question = "SELECT key_id::text, sum(billed_steps + discarded_steps) FROM gateway.audit"
                + " WHERE starts_with(request_id, ?) GROUP BY key_id";
        try (Connection connection = connect();
                var statement = connection.prepareStatement(question)) {
            statement.setString(1, idPrefix);
            try (ResultSet found = statement.executeQuery()) {
                while (found.next()) {
                    steps.put(found.getString(1), found.getLong(2));
                }
            }
        }
        return steps;
    }

    /** Steps that inference-service counted since it started, by account. */
    public Map<String, Long> countedSteps() throws IOException, InterruptedException {
        var counts =
                JsonMapper.shared().readValue(platform.internal(INFERENCE, "/internal/accounts"), AccountCounts.class);
        var steps = new HashMap<String, Long>();
        counts.accounts()
                .forEach(account -> steps.put(account.account(), account.total().billedSteps()));
        return steps;
    }

    private long open() throws IOException, SQLException {
        try (Connection connection = connect();
                var statement = connection.createStatement();
                ResultSet found = statement.executeQuery("SELECT count(*) FROM gateway.open_request")) {
            return found.next() ? found.getLong(1) : 0;
        }
    }

    private Connection connect() throws IOException, SQLException {
        var properties = new Properties();
        properties.setProperty("user", "postgres");
        properties.setProperty("password", platform.secret("database-password"));
        properties.setProperty("connectTimeout", "5");
        properties.setProperty("socketTimeout", "60");
        return DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:" + platform.port(POSTGRES) + "/looplm", properties);
    }
}
