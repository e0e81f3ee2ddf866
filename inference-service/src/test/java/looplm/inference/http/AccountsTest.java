package looplm.inference.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class AccountsTest {

    private static final String COMPLETION =
            "{\"model\":\"tiny\",\"prompt\":\"abc\",\"max_tokens\":4,\"ignore_eos\":true}";
    private static final String SCORE = "{\"model\":\"tiny\",\"context\":\"ab\",\"continuations\":[\"c\"]}";

    private static TestingInference service;

    @BeforeAll
    static void start() {
        service = TestingInference.ofTinyModel(Map.of("looplm.inference.accounts-at-most", 2));
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    @Test
    void total_isTheSumOfFinalCounts_ofAnswersAndOfScores() {
        long billed = pay("key-1", "/v1/completions", COMPLETION);
        billed += pay("key-1", "/internal/score", SCORE);
        billed += pay("key-1", "/v1/completions", COMPLETION);
        pay("system:eval", "/internal/score", SCORE);

        JsonNode one = get("/internal/accounts/key-1");
        assertThat(one.path("account").stringValue()).isEqualTo("key-1");
        assertThat(Instant.parse(one.path("since").stringValue())).isBeforeOrEqualTo(Instant.now());
        assertThat(one.at("/total/attempts").longValue()).isEqualTo(3);
        assertThat(one.at("/total/billed_steps").longValue()).isEqualTo(billed);
        assertThat(one.at("/total/prompt_steps").longValue()
                        + one.at("/total/executed_steps").longValue())
                .isEqualTo(billed);

        long late = pay("key-2", "/internal/score", SCORE) + pay("key-3", "/internal/score", SCORE);
        JsonNode all = get("/internal/accounts");
        assertThat(all.path("accounts")).hasSize(2);
        assertThat(all.at("/accounts/0")).isEqualTo(one);
        assertThat(all.at("/accounts/1/account").stringValue()).isEqualTo("system:eval");
        assertThat(all.at("/others/attempts").longValue()).isEqualTo(2);
        assertThat(all.at("/others/billed_steps").longValue()).isEqualTo(late);
        assertThat(service.get("/internal/accounts/key-2").statusCode()).isEqualTo(404);
    }

    @Test
    void refusal_namesTheAccount() {
        assertThat(service.get("/internal/accounts/nobody").body())
                .contains("account: nothing is counted under this name");
        assertThat(service.get("/internal/accounts/a%20b").statusCode()).isEqualTo(400);
        assertThat(service.send(service.anonymous("/internal/accounts")).statusCode())
                .isEqualTo(401);
    }

    /** Billed steps of one attempt, as they were counted for it alone. */
    private static long pay(String account, String path, String body) {
        String id = UUID.randomUUID().toString();
        HttpResponse<String> response = service.send(
                service.json(path, body).header("x-looplm-attempt-id", id).header("x-looplm-account", account));
        assertThat(response.statusCode()).isEqualTo(200);
        return get("/internal/requests/" + id).at("/usage/loop/billed_steps").longValue();
    }

    private static JsonNode get(String path) {
        return TestingInference.tree(service.get(path).body());
    }
}
