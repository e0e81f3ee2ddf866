package looplm.inference.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Every event of a stream, of a model whose tokens are whole letters: one event each. */
class StreamTest {

    private static TestingInference service;

    @BeforeAll
    static void start() {
        service = TestingInference.of(new GatedModel().loaded(), Map.of());
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    @Test
    void stream_hasRoleTokensReasonUsageAndEnd_inThisOrder() {
        HttpResponse<String> response = service.post("/v1/chat/completions", """
                {"model":"gated","messages":[{"role":"user","content":"hi"}],"max_tokens":6,"temperature":0,
                 "ignore_eos":true,"stream":true,"stream_options":{"include_usage":true},"loop":{"max_steps":2}}""");
        List<String> events = TestingInference.events(response.body());
        List<JsonNode> chunks = events.subList(0, events.size() - 1).stream()
                .map(TestingInference::tree)
                .toList();

        assertThat(response.headers().firstValue("content-type")).hasValue("text/event-stream;charset=UTF-8");
        assertThat(response.body()).matches("(data: [^\n]*\n\n)+");
        assertThat(events.getLast()).isEqualTo("[DONE]");
        assertThat(chunks).hasSize(1 + 6 + 1 + 1);
        assertThat(chunks).allSatisfy(chunk -> {
            assertThat(chunk.path("object").stringValue()).isEqualTo("chat.completion.chunk");
            assertThat(chunk.path("id")).isEqualTo(chunks.getFirst().path("id"));
            assertThat(chunk.path("loop").path("billed_steps").isIntegralNumber())
                    .isTrue();
        });
        assertThat(delta(chunks.getFirst()).path("role").stringValue()).isEqualTo("assistant");
        JsonNode reason = chunks.get(7).path("choices").path(0);
        assertThat(reason.path("finish_reason").stringValue()).isEqualTo("length");
        assertThat(reason.path("looplm_finish_detail").stringValue()).isEqualTo("max_tokens");
        JsonNode last = chunks.getLast();
        assertThat(last.path("choices").isEmpty()).isTrue();
        assertThat(last.path("usage").path("completion_tokens").intValue()).isEqualTo(6);
        long prompt = last.path("usage").path("loop").path("prompt_steps").longValue();
        assertThat(chunks)
                .extracting(chunk -> chunk.path("loop").path("billed_steps").longValue() - prompt)
                .containsExactly(0L, 0L, 2L, 4L, 6L, 8L, 10L, 10L, 10L);
    }

    private static JsonNode delta(JsonNode chunk) {
        return chunk.path("choices").path(0).path("delta");
    }
}
