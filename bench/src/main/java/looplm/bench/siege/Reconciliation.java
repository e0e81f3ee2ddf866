package looplm.bench.siege;

import java.io.IOException;
import java.sql.SQLException;
import java.util.Map;
import looplm.bench.siege.client.ClientBook;
import looplm.bench.siege.platform.Books;

/**
 * Three books held against one another, at rest: what clients were billed, what the audit says, what inference-service
 * counted.
 *
 * @param answersChecked answers that clients hold
 * @param rowsMissing of them without exactly one row
 * @param stepsAccounted steps that inference-service counted
 * @param stepsUnaccounted sum of all differences
 */
record Reconciliation(int answersChecked, int rowsMissing, long stepsAccounted, long stepsUnaccounted) {

    static final Reconciliation NOTHING = new Reconciliation(0, 0, 0, 0);

    /**
     * @param runId begins the request ids of everything that this inference-service process ran
     * @param countedBefore what it had counted then
     */
    static Reconciliation of(Books books, ClientBook clients, String runId, Map<String, Long> countedBefore)
            throws IOException, InterruptedException, SQLException {
        books.awaitRest();
        Map<String, Books.Row> rows = books.rows(runId);
        int checked = 0;
        int missing = 0;
        long differences = 0;
        for (Map.Entry<String, Long> answer : clients.billed().entrySet()) {
            if (!answer.getKey().startsWith(runId)) {
                continue;
            }
            checked++;
            Books.Row row = rows.get(answer.getKey());
            if (row == null || row.rows() != 1) {
                missing++;
            } else {
                differences += Math.abs(row.billedSteps() - answer.getValue());
            }
        }
        Map<String, Long> booked = books.stepsByKey(runId);
        long counted = 0;
        for (Map.Entry<String, Long> account : books.countedSteps().entrySet()) {
            long mine = account.getValue() - countedBefore.getOrDefault(account.getKey(), 0L);
            counted += mine;
            differences += Math.abs(mine - booked.getOrDefault(account.getKey(), 0L));
        }
        return new Reconciliation(checked, missing, counted, differences);
    }

    Reconciliation plus(Reconciliation other) {
        return new Reconciliation(
                answersChecked + other.answersChecked,
                rowsMissing + other.rowsMissing,
                stepsAccounted + other.stepsAccounted,
                stepsUnaccounted + other.stepsUnaccounted);
    }
}
