package looplm.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import org.junit.jupiter.api.Test;

class TestPostgresTest {

    @Test
    void role_readsWhatItsOwnerMade_andNoOthers() throws SQLException {
        var database = TestPostgres.newDatabase();
        database.execute("looplm_eval_owner", "CREATE TABLE run (id int)");

        assertThatThrownBy(() -> database.execute("looplm_gateway", "SELECT * FROM eval.run"))
                .hasMessageContaining("permission denied for schema eval");
        assertThatThrownBy(() -> database.execute("looplm_gateway", "CREATE TABLE public.stray (id int)"))
                .hasMessageContaining("permission denied for schema public");
        try (var connection = database.connect("looplm_eval");
                var statement = connection.createStatement();
                var rows = statement.executeQuery("SELECT schemaname FROM pg_tables WHERE tablename = 'run'")) {
            assertThat(rows.next()).isTrue();
            assertThat(rows.getString(1)).isEqualTo("eval");
        }
    }

    @Test
    void roles_canBeAppliedTwice() throws Exception {
        var database = TestPostgres.newDatabase();

        try (var script = TestPostgres.class.getResourceAsStream("roles.sql")) {
            database.execute("postgres", new String(script.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8));
        }
    }
}
