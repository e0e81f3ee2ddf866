package looplm.eval;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import looplm.testing.TestPostgres;

/** What really lies in the database. */
public final class Rows {

    private Rows() {}

    /** The first column. */
    public static List<String> of(TestPostgres.Database database, String sql) throws SQLException {
        try (var connection = database.connect("looplm_eval");
                var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            var texts = new ArrayList<String>();
            while (rows.next()) {
                texts.add(rows.getString(1));
            }
            return texts;
        }
    }
}
