package looplm.gateway;

import static looplm.gateway.testing.TestingInferenceServer.CHAT;
import static looplm.gateway.testing.TestingInferenceServer.TEXT;
import static looplm.gateway.testing.TestingInferenceServer.WHOLE;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.UUID;
import looplm.gateway.testing.TestingGateway;
import looplm.gateway.testing.TestingInferenceServer;
import looplm.gateway.testing.TestingSafetyServer;
import looplm.gateway.testing.TestingServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** The gateway over real HTTP, between a client and loopback services. */
class GatewayIT {

    private static TestingGateway gateway;

    @BeforeAll
    static void start() {
        gateway = new TestingGateway();
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @BeforeEach
    void forget() {
        gateway.inference.forget();
        gateway.safety.forget();
    }

    @Test
    void chat_relaysTheAnswerByteForByte_whenSafetyAllows() {
        HttpResponse<String> response = gateway.chat("");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEqualTo(WHOLE);
        assertThat(response.headers().firstValue("x-looplm-safety")).hasValue("allowed");
        assertThat(response.headers().firstValue("x-request-id")).isPresent();
        assertThat(response.headers().firstValue("content-type")).hasValue("application/json");
    }

    @Test
    void chat_sendsOwnHeadersUpstream_andNoneOfTheClients() {
        HttpResponse<String> response = gateway.send(gateway.request(CHAT)
                .header("Content-Type", "application/json")
                .header("x-looplm-account", "system:eval")
                .header("x-looplm-attempt-id", UUID.randomUUID().toString())
                .header("x-looplm-safety", "allowed")
                .header("x-looplm-anything", "x")
                .header("x-request-id", "my:id.1")
                .POST(HttpRequest.BodyPublishers.ofString(TestingGateway.chatBody("")))
                .build());

        assertThat(response.headers().firstValue("x-request-id")).hasValue("my:id.1");
        var sent = gateway.inference.received("POST", CHAT).getFirst().headers();
        String keyId =
                gateway.query("SELECT id FROM api_key WHERE name = 'demo'").getFirst();
        assertThat(sent.get("authorization")).isEqualTo("Bearer " + TestingGateway.SERVICE_TOKEN);
        assertThat(sent.getAll("x-looplm-account")).containsExactly(keyId);
        assertThat(sent.getAll("x-looplm-attempt-id")).singleElement().satisfies(id -> UUID.fromString(id));
        assertThat(sent.get("x-request-id")).isEqualTo("my:id.1");
        assertThat(sent.names()).noneMatch(name -> name.equalsIgnoreCase("x-looplm-anything"));
        assertThat(sent.names()).noneMatch(name -> name.equalsIgnoreCase("x-looplm-safety"));
    }

    /** Six such bodies filled 384 MB with empty objects. */
    @Test
    void chat_isRefused_whenItsBodyMakesTooManyNodes() {
        String bomb = "{},".repeat(600_000) + "{}";

        HttpResponse<String> response = gateway.chat("\"x\":[" + bomb + "]");

        assertThat(response.statusCode()).isEqualTo(413);
        assertThat(gateway.json(response).at("/error/message").stringValue())
                .isEqualTo("body: more than 100000 names, values and brackets (expected: at most 100000)");
    }

    /** 512 positions of 1,000 bytes, as inference-service tells. */
    @Test
    void chat_isRefusedUnscreened_whenNoContextCanHoldIt() {
        HttpResponse<String> response = gateway.send(gateway.request(CHAT)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(
                        TestingGateway.chatBody("").replace("\"hi\"", "\"" + "ä".repeat(256_001) + "\"")))
                .build());

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(gateway.json(response).at("/error/code").stringValue()).isEqualTo("context_length_exceeded");
        assertThat(gateway.json(response).at("/error/message").stringValue())
                .startsWith("messages: 512002 bytes (expected: at most 512000, ");
        assertThat(gateway.safety.received("POST", "/")).isEmpty();
    }

    @Test
    void requestId_isReplaced_whenItIsNotPlain() {
        HttpResponse<String> response = gateway.send(
                gateway.request("/v1/models").header("x-request-id", "a b\tc").build());

        assertThat(response.headers().firstValue("x-request-id").orElseThrow()).hasSize(36);
    }

    @Test
    void chat_passesUnknownFieldsOn_andKeepsTheClientsDepth_whenAllowed() {
        gateway.chat("\"my_field\":{\"a\":[1,2.5,null]},\"loop\":{\"max_steps\":1},\"reasoning_effort\":\"low\"");

        JsonNode sent = upstreamBody(CHAT);
        assertThat(sent.path("my_field").toString()).isEqualTo("{\"a\":[1,2.5,null]}");
        assertThat(sent.path("loop").toString()).isEqualTo("{\"max_steps\":1}");
        assertThat(sent.path("reasoning_effort").stringValue()).isEqualTo("low");
        assertThat(sent.has("stream_options")).isFalse();
    }

    @Test
    void chat_runsAllTrainedSteps_whenSafetyDeepens() {
        gateway.safety.next(TestingSafetyServer.PATH, TestingSafetyServer.DEEPEN);

        HttpResponse<String> response = gateway.chat("\"loop\":{\"max_steps\":1,\"exit_threshold\":0.2},"
                + "\"reasoning_effort\":\"minimal\",\"temperature\":0.5");

        JsonNode sent = upstreamBody(CHAT);
        assertThat(sent.path("loop").toString()).isEqualTo("{\"min_steps\":4,\"max_steps\":4}");
        assertThat(sent.has("reasoning_effort")).isFalse();
        assertThat(sent.path("temperature").doubleValue()).isEqualTo(0.5);
        assertThat(response.headers().firstValue("x-looplm-safety")).hasValue("deepened");
    }

    @Test
    void chat_answersContentFilter_whenSafetyBlocks() {
        gateway.safety.next(TestingSafetyServer.PATH, TestingSafetyServer.BLOCK);

        HttpResponse<String> response = gateway.chat("");

        JsonNode answer = gateway.json(response);
        JsonNode choice = answer.path("choices").path(0);
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("x-looplm-safety")).hasValue("blocked");
        assertThat(choice.path("finish_reason").stringValue()).isEqualTo("content_filter");
        assertThat(choice.path("message").path("content").isNull()).isTrue();
        assertThat(choice.path("message").path("refusal").stringValue()).isNotEmpty();
        assertThat(answer.path("usage").path("total_tokens").intValue()).isZero();
        assertThat(answer.path("usage").path("loop").path("billed_steps").intValue())
                .isZero();
        assertThat(gateway.inference.received("POST", "/v1/")).isEmpty();
    }

    @Test
    void chat_streamsContentFilter_whenSafetyBlocks() {
        gateway.safety.next(TestingSafetyServer.PATH, TestingSafetyServer.BLOCK);

        HttpResponse<String> response = gateway.chat("\"stream\":true,\"stream_options\":{\"include_usage\":true}");

        assertThat(response.headers().firstValue("content-type").orElseThrow()).startsWith("text/event-stream");
        assertThat(response.headers().firstValue("x-looplm-safety")).hasValue("blocked");
        assertThat(response.body())
                .contains("\"finish_reason\":\"content_filter\"", "\"refusal\":\"", "\"total_tokens\":0")
                .doesNotContain("\"content\"")
                .endsWith("data: [DONE]\n\n");
        assertThat(gateway.inference.received("POST", "/v1/")).isEmpty();
    }

    @Test
    void text_answersContentFilter_whenSafetyBlocks() {
        gateway.safety.next(TestingSafetyServer.PATH, TestingSafetyServer.BLOCK);

        JsonNode answer = gateway.json(gateway.post(TEXT, "{\"model\":\"tiny\",\"prompt\":\"hi\"}"));

        JsonNode choice = answer.path("choices").path(0);
        assertThat(answer.path("object").stringValue()).isEqualTo("text_completion");
        assertThat(choice.path("finish_reason").stringValue()).isEqualTo("content_filter");
        assertThat(choice.path("text").stringValue()).isEmpty();
        assertThat(choice.path("refusal").stringValue()).isNotEmpty();
    }

    @Test
    void safety_seesEveryTextOfARequest() {
        gateway.post(CHAT, """
                {"model":"tiny","messages":[{"role":"system","content":"one"},
                 {"role":"user","content":[{"type":"text","text":"two"}],"name":"three","hidden":{"k":"four"}}],
                 "tools":[{"type":"function","function":{"name":"f","description":"five"}}]}""");

        String asked = gateway.safety
                .received("POST", TestingSafetyServer.PATH)
                .getFirst()
                .body();
        assertThat(asked).contains("\"one\"", "\"two\"", "three", "four", "five", "\"stage\":\"prompt\"");
    }

    @Test
    void shape_winsOverABlock() {
        gateway.safety.always(TestingSafetyServer.PATH, TestingSafetyServer.BLOCK);
        try {
            assertThat(gateway.chat("\"loop\":{\"max_steps\":0}").statusCode()).isEqualTo(400);
            assertThat(gateway.post(CHAT, "{\"model\":\"other\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}")
                            .statusCode())
                    .isEqualTo(404);
            assertThat(gateway.safety.received("POST", TestingSafetyServer.PATH))
                    .isEmpty();
        } finally {
            gateway.safety.always(TestingSafetyServer.PATH, TestingSafetyServer.ALLOW);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "\"loop\":{\"max_steps\":0} | loop.max_steps | loop.max_steps: 0 (expected: 1..4)",
                "\"loop\":{\"max_steps\":5} | loop.max_steps | loop.max_steps: 5 (expected: 1..4)",
                "\"loop\":{\"min_steps\":3,\"max_steps\":2} | loop.min_steps | loop.min_steps: 3 (expected: 1..2)",
                "\"loop\":{\"exit_threshold\":0} | loop.exit_threshold | loop.exit_threshold: 0.0 (expected: above 0, at most 1)",
                "\"loop\":{\"exit_threshold\":1.5} | loop.exit_threshold | loop.exit_threshold: 1.5 (expected: above 0, at most 1)",
                "\"loop\":{\"exit_threshold\":1e999} | loop.exit_threshold | loop.exit_threshold: Infinity (expected: above 0, at most 1)",
                "\"loop\":{\"max_steps\":1.7} | loop.max_steps | loop.max_steps: 1.7 (expected: an integer)",
                "\"loop\":{\"max_steps\":99999999999} | loop.max_steps | loop.max_steps: 99999999999 (expected: an integer)",
                "\"loop\":7 | loop | loop: 7 (expected: an object)",
                "\"max_tokens\":\"7\" | max_tokens | max_tokens: \"7\" (expected: an integer)",
                "\"max_tokens\":0 | max_tokens | max_tokens: 0 (expected: 1 or more)",
                "\"temperature\":-1 | temperature | temperature: -1.0 (expected: 0..2)",
                "\"top_p\":0 | top_p | top_p: 0.0 (expected: above 0, at most 1)",
                "\"stream\":\"yes\" | stream | stream: \"yes\" (expected: true or false)",
                "\"reasoning_effort\":\"huge\" | reasoning_effort | reasoning_effort: huge (expected: one of none, minimal, low, medium, high, xhigh, max)",
                "\"reasoning_effort\":3 | reasoning_effort | reasoning_effort: 3 (expected: a string)",
                "\"stop\":7 | stop | stop: not text (expected: a string or a list of strings)",
            })
    void chat_namesTheField_whenItIsWrong(String fields, String param, String message) {
        HttpResponse<String> response = gateway.chat(fields);

        JsonNode error = gateway.json(response).path("error");
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(error.path("message").stringValue()).isEqualTo(message);
        assertThat(error.path("param").stringValue()).isEqualTo(param);
        assertThat(error.path("type").stringValue()).isEqualTo("invalid_request_error");
        assertThat(error.path("code").stringValue()).isEqualTo("invalid_value");
        assertThat(response.headers().firstValue("x-request-id")).isPresent();
        assertThat(gateway.inference.received("POST", "/v1/")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "{\"model\":\"tiny\",\"messages\":[]} | messages",
                "{\"model\":\"tiny\"} | messages",
                "{\"model\":\"tiny\",\"messages\":\"hi\"} | messages",
                "{\"model\":\"tiny\",\"messages\":[null]} | messages[0]",
                "{\"model\":\"tiny\",\"messages\":[{\"role\":\"user\"}]} | messages[0].content",
                "{\"model\":\"tiny\",\"messages\":[{\"role\":\"robot\",\"content\":\"x\"}]} | messages[0].role",
                "{\"model\":\"tiny\",\"messages\":[{\"role\":\"user\",\"content\":7}]} | messages[0].content",
                "{\"model\":\"tiny\",\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"image_url\"}]}]} | messages[0].content",
                "{\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]} | model",
                "{\"model\":7,\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]} | model",
            })
    void chat_namesTheField_whenMessagesOrModelAreWrong(String body, String param) {
        HttpResponse<String> response = gateway.post(CHAT, body);

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(gateway.json(response).path("error").path("param").stringValue())
                .isEqualTo(param);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "{\"model\": | not valid JSON at line 1, column 10",
                "{\"model\":\"a\"} x | not valid JSON",
                "{\"model\":\"a\",\"model\":\"b\"} | not valid JSON",
                "[] | no JSON object",
                "{\"model\":\"tiny\",\"messages\":[{\"role\":\"user\",\"content\":\"\\ud800\"}]} | half a surrogate pair",
            })
    void chat_saysWhere_whenTheBodyIsNoJson(String body, String part) {
        HttpResponse<String> response = gateway.post(CHAT, body);

        JsonNode error = gateway.json(response).path("error");
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(error.path("code").stringValue()).isEqualTo("invalid_json");
        assertThat(error.path("message").stringValue()).contains(part);
    }

    @Test
    void chat_isNotFound_whenTheModelIsUnknown() {
        HttpResponse<String> response =
                gateway.post(CHAT, "{\"model\":\"big\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}");

        JsonNode error = gateway.json(response).path("error");
        assertThat(response.statusCode()).isEqualTo(404);
        assertThat(error.path("code").stringValue()).isEqualTo("model_not_found");
        assertThat(error.path("param").stringValue()).isEqualTo("model");
        assertThat(error.path("message").stringValue()).isEqualTo("model: big (expected: tiny)");
    }

    @Test
    void text_refusesTokenIds_becauseTheyCannotBeScreened() {
        HttpResponse<String> response = gateway.post(TEXT, "{\"model\":\"tiny\",\"prompt\":[1,2,3]}");

        JsonNode error = gateway.json(response).path("error");
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(error.path("code").stringValue()).isEqualTo("unsupported_value");
        assertThat(error.path("param").stringValue()).isEqualTo("prompt");
    }

    @Test
    void chat_isTooLarge_whenTheBodyHasFiveMegabytes() {
        HttpResponse<String> declared =
                gateway.post(CHAT, TestingGateway.chatBody("\"x\":\"" + "a".repeat(5_000_000) + "\""));
        HttpResponse<String> chunked = gateway.send(gateway.request(CHAT)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.fromPublisher(HttpRequest.BodyPublishers.ofString(
                        TestingGateway.chatBody("\"x\":\"" + "a".repeat(5_000_000) + "\""))))
                .build());

        for (HttpResponse<String> response : java.util.List.of(declared, chunked)) {
            assertThat(response.statusCode()).isEqualTo(413);
            assertThat(gateway.json(response).path("error").path("code").stringValue())
                    .isEqualTo("request_too_large");
            assertThat(gateway.json(response).path("error").path("message").stringValue())
                    .contains("at most 2097152 bytes");
        }
    }

    @Test
    void chat_isUnsupported_whenTheBodyIsNotJson() {
        HttpResponse<String> response = gateway.send(gateway.request(CHAT)
                .header("Content-Type", "text/plain")
                .POST(HttpRequest.BodyPublishers.ofString("hi"))
                .build());

        assertThat(response.statusCode()).isEqualTo(415);
        assertThat(gateway.json(response).path("error").path("code").stringValue())
                .isEqualTo("unsupported_media_type");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"Bearer wrong-key", "Basic abc", "Bearer", "''"})
    void chat_isUnauthorized_whenTheKeyIsMissingOrWrong(String authorization) {
        HttpRequest request = HttpRequest.newBuilder(java.net.URI.create(gateway.url(CHAT)))
                .header("Authorization", authorization)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(TestingGateway.chatBody("")))
                .build();

        HttpResponse<String> response = gateway.send(request);

        JsonNode error = gateway.json(response).path("error");
        assertThat(response.statusCode()).isEqualTo(401);
        assertThat(error.path("code").stringValue()).isEqualTo("invalid_api_key");
        assertThat(error.path("type").stringValue()).isEqualTo("authentication_error");
        assertThat(response.headers().firstValue("x-request-id")).isPresent();
        assertThat(gateway.safety.received("POST", "/")).isEmpty();
    }

    @Test
    void trace_isDenied_whenTheKeyLacksTheScope() {
        HttpResponse<String> response = gateway.chat("\"loop\":{\"trace\":true}");

        assertThat(response.statusCode()).isEqualTo(403);
        assertThat(gateway.json(response).path("error").path("param").stringValue())
                .isEqualTo("loop.trace");
    }

    @Test
    void models_areListedAsInferenceTellsThem() {
        HttpResponse<String> list = gateway.get("/v1/models");
        HttpResponse<String> one = gateway.get("/v1/models/tiny");
        HttpResponse<String> none = gateway.get("/v1/models/some/other");

        assertThat(list.body()).isEqualTo(TestingInferenceServer.MODELS);
        assertThat(gateway.json(one).path("loop").path("trained_steps").intValue())
                .isEqualTo(4);
        assertThat(none.statusCode()).isEqualTo(404);
        assertThat(gateway.json(none).path("error").path("code").stringValue()).isEqualTo("model_not_found");
    }

    @Test
    void errors_areEnvelopesUnderV1_andProblemsElsewhere() {
        HttpResponse<String> api = gateway.get("/v1/nothing");
        HttpResponse<String> method = gateway.get(CHAT);
        HttpResponse<String> elsewhere = gateway.get("/nothing");

        assertThat(api.statusCode()).isEqualTo(404);
        assertThat(gateway.json(api).path("error").path("code").stringValue()).isEqualTo("not_found");
        assertThat(method.statusCode()).isEqualTo(405);
        assertThat(method.headers().firstValue("allow")).hasValue("POST");
        assertThat(gateway.json(method).path("error").path("code").stringValue())
                .isEqualTo("method_not_allowed");
        assertThat(elsewhere.statusCode()).isEqualTo(404);
        assertThat(elsewhere.headers().firstValue("content-type")).hasValue("application/problem+json");
        assertThat(gateway.json(elsewhere).path("title").stringValue()).isEqualTo("Not Found");
        assertThat(gateway.json(elsewhere).path("code").stringValue()).isEqualTo("not_found");
        assertThat(gateway.json(elsewhere).path("requestId").stringValue())
                .isEqualTo(elsewhere.headers().firstValue("x-request-id").orElseThrow());
    }

    @Test
    void clientErrors_reachTheClientUnchanged_andAreNotRetried() {
        gateway.inference.next(CHAT, TestingServer.error(429, "queue_full", java.util.Map.of("Retry-After", "7")));

        HttpResponse<String> response = gateway.chat("");

        assertThat(response.statusCode()).isEqualTo(429);
        assertThat(response.headers().firstValue("retry-after")).hasValue("7");
        assertThat(response.body()).contains("told by upstream", "queue_full");
        assertThat(gateway.inference.received("POST", CHAT)).hasSize(1);
    }

    @Test
    void answer_isWithheld_whenSafetyBlocksTheResponse() {
        gateway.safety.next(TestingSafetyServer.PATH, TestingSafetyServer.ALLOW, TestingSafetyServer.BLOCK);

        HttpResponse<String> response = gateway.chat("");

        JsonNode answer = gateway.json(response);
        assertThat(response.body()).doesNotContain("fine words");
        assertThat(answer.path("choices").path(0).path("finish_reason").stringValue())
                .isEqualTo("content_filter");
        assertThat(answer.path("choices")
                        .path(0)
                        .path("message")
                        .path("content")
                        .isNull())
                .isTrue();
        assertThat(answer.path("usage").path("loop").path("billed_steps").intValue())
                .isEqualTo(14);
        assertThat(response.headers().firstValue("x-looplm-safety")).hasValue("allowed");
        var screened = gateway.safety.received("POST", TestingSafetyServer.PATH).getLast();
        assertThat(screened.body()).contains("\"stage\":\"response\"", "fine words", "\"context\":\"hi\"");
    }

    @Test
    void answer_isMadeAgainAtFullDepth_whenSafetyDeepensTheResponse() {
        gateway.safety.next(TestingSafetyServer.PATH, TestingSafetyServer.ALLOW, TestingSafetyServer.DEEPEN);

        HttpResponse<String> response = gateway.chat("\"loop\":{\"max_steps\":1}");

        assertThat(response.body())
                .as("what the first answer cost is told with the second")
                .isEqualTo(WHOLE.replace("\"billed_steps\":14", "\"billed_steps\":14,\"discarded_steps\":14"));
        var calls = gateway.inference.received("POST", CHAT);
        assertThat(calls).hasSize(2);
        assertThat(gateway.json(calls.getLast().body()).path("loop").toString())
                .isEqualTo("{\"min_steps\":4,\"max_steps\":4}");
        assertThat(calls.getFirst().headers().get("x-looplm-attempt-id"))
                .isNotEqualTo(calls.getLast().headers().get("x-looplm-attempt-id"));
    }

    @Test
    void actuator_isOpenForProbesOnly() {
        HttpRequest.Builder open =
                HttpRequest.newBuilder(java.net.URI.create(gateway.url("/actuator/health/readiness")));
        HttpRequest.Builder closed = HttpRequest.newBuilder(java.net.URI.create(gateway.url("/actuator/health")));

        HttpResponse<String> readiness = gateway.send(open.build());
        HttpResponse<String> refused = gateway.send(closed.build());
        HttpResponse<String> seen =
                gateway.send(closed.header("Authorization", "Bearer " + TestingGateway.SERVICE_TOKEN)
                        .build());

        assertThat(readiness.statusCode()).isEqualTo(200);
        assertThat(readiness.body()).isEqualTo("{\"status\":\"UP\"}");
        assertThat(refused.statusCode()).isEqualTo(401);
        assertThat(refused.headers().firstValue("content-type")).hasValue("application/problem+json");
        assertThat(gateway.json(seen)
                        .path("components")
                        .path("circuitBreakers")
                        .path("details")
                        .toString())
                .isEqualTo("{\"inference\":\"CLOSED\",\"safety\":\"CLOSED\"}");
    }

    private static JsonNode upstreamBody(String path) {
        return gateway.json(gateway.inference.received("POST", path).getFirst().body());
    }
}
