package looplm.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code looplm eval run}, and the numbers it left in the database. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class EvaluationIT {

    private static final Platform PLATFORM = Platform.running();
    private static final JsonMapper JSON = JsonMapper.builder().build();

    @Test
    @Order(1)
    void run_showsThatDepthPays_andItsNumbersSurviveARestart() throws Exception {
        JsonNode run = JSON.readTree(PLATFORM.looplm("eval", "run", "nano-kb", "--json")
                .requireSuccess()
                .output());

        assertThat(run.path("depths").size()).isEqualTo(4);
        double shallow = run.at("/depths/0/accuracy").doubleValue();
        double deep = run.at("/depths/3/accuracy").doubleValue();
        assertThat(deep - shallow).isGreaterThan(0.2);
        assertThat(run.at("/depths/3/stderr").doubleValue()).isBetween(0.0, 0.1);

        PLATFORM.down();
        PLATFORM.up();

        String id = run.path("run_id").stringValue();
        JsonNode stored = Platform.json(PLATFORM.getInternal(PLATFORM.eval("/v1/runs/" + id)));
        assertThat(stored.path("depths")).isEqualTo(run.path("depths"));
    }

    @Test
    @Order(2)
    void list_namesTheSuites() {
        JsonNode list = JSON.readTree(
                PLATFORM.looplm("eval", "list", "--json").requireSuccess().output());

        assertThat(list.path("suites").size()).isGreaterThanOrEqualTo(5);
    }

    @Test
    @Order(3)
    void run_failsClearly_whenTheSuiteIsUnknown() {
        var result = PLATFORM.looplm("eval", "run", "no-such-suite");

        assertThat(result.exitCode()).isNotZero();
        assertThat(result.errors()).contains("no-such-suite");
    }
}
