package looplm.inference.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import looplm.model.testing.TinyLoopLm;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Several answers, log-probabilities and traces, as clients see them. */
class DetailsTest {

    private static final String COMPLETIONS = "/v1/completions";
    private static final String CHAT = "/v1/chat/completions";
    private static final String PROMPT =
            "{\"model\":\"tiny\",\"prompt\":\"hello world\",\"max_tokens\":6,\"ignore_eos\":true,"
                    + "\"seed\":3,\"loop\":{\"exit_threshold\":0.6,\"trace\":%s},%s}";
    private static final String MESSAGES =
            "\"model\":\"tiny\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}],\"max_tokens\":5,\"ignore_eos\":true";

    private static TestingInference service;

    @BeforeAll
    static void start(@TempDir Path directory) {
        Path model = TinyLoopLm.write(directory.resolve("tiny"), 5);
        service = TestingInference.ofDirectory(model, Map.of("looplm.inference.rows", 2));
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    @Test
    void answers_areAsManyAsAskedFor_onThePromptRunOnce() {
        JsonNode three = service.answer(COMPLETIONS, PROMPT.formatted(false, "\"temperature\":1.5,\"n\":3"));
        JsonNode one = service.answer(COMPLETIONS, PROMPT.formatted(false, "\"temperature\":1.5"));

        assertThat(three.path("choices")).hasSize(3);
        assertThat(three.at("/choices/2/index").intValue()).isEqualTo(2);
        assertThat(three.at("/choices/0/text")).isEqualTo(one.at("/choices/0/text"));
        assertThat(three.at("/choices/1/text")).isNotEqualTo(three.at("/choices/0/text"));
        JsonNode usage = three.path("usage");
        assertThat(usage.path("prompt_tokens")).isEqualTo(one.at("/usage/prompt_tokens"));
        assertThat(usage.at("/loop/prompt_steps")).isEqualTo(one.at("/usage/loop/prompt_steps"));
        assertThat(usage.path("completion_tokens").intValue()).isEqualTo(18);
        assertThat(sum(usage.at("/loop/exit_steps_histogram"))).isEqualTo(18);
    }

    @Test
    void stream_tellsWhichAnswerATokenIsOf_andBillsThemTogether() {
        String body = service.post(
                        CHAT,
                        "{" + MESSAGES
                                + ",\"n\":2,\"temperature\":1,\"stream\":true,\"stream_options\":{\"include_usage\":true}}")
                .body();
        List<JsonNode> events = TestingInference.events(body).stream()
                .filter(event -> !event.equals("[DONE]"))
                .map(TestingInference::tree)
                .toList();

        var tokens = new TreeMap<Integer, Integer>();
        long billed = 0;
        for (JsonNode event : events) {
            assertThat(event.at("/loop/billed_steps").longValue()).isGreaterThanOrEqualTo(billed);
            billed = event.at("/loop/billed_steps").longValue();
            if (event.at("/choices/0/delta/content").isString()
                    && !event.at("/choices/0/delta/role").isString()) {
                tokens.merge(event.at("/choices/0/index").intValue(), 1, Integer::sum);
            }
        }
        assertThat(tokens).containsOnlyKeys(0, 1);
        assertThat(events.getLast().at("/usage/loop/billed_steps").longValue()).isEqualTo(billed);
        assertThat(events.stream()
                        .filter(event -> event.at("/choices/0/finish_reason").isString()))
                .hasSize(2);
        assertThat(body).endsWith("data: [DONE]\n\n");
    }

    @Test
    void logprobs_areThoseOfTheTokensShown_greedyFirst() {
        JsonNode answer =
                service.answer(CHAT, "{" + MESSAGES + ",\"temperature\":0,\"logprobs\":true,\"top_logprobs\":4}");

        JsonNode tokens = answer.at("/choices/0/logprobs/content");
        assertThat(tokens).hasSize(5);
        for (JsonNode token : tokens) {
            assertThat(token.path("top_logprobs")).hasSize(4);
            assertThat(token.path("logprob").doubleValue())
                    .isNegative()
                    .isEqualTo(token.at("/top_logprobs/0/logprob").doubleValue());
            assertThat(token.path("token")).isEqualTo(token.at("/top_logprobs/0/token"));
        }
    }

    @Test
    void logprobs_tellTheBytes_ofATokenThatIsPartOfACharacter() {
        JsonNode token = service.answer(
                        CHAT, "{" + MESSAGES + ",\"temperature\":0,\"logprobs\":true,\"logit_bias\":{\"195\":100}}")
                .at("/choices/0/logprobs/content/0");

        assertThat(token.path("token").stringValue()).isEqualTo("\ufffd");
        assertThat(token.path("bytes").toString()).isEqualTo("[195]");
    }

    @Test
    void logprobs_doNotDependOnPenaltiesAndTemperature() {
        JsonNode plain = service.answer(COMPLETIONS, PROMPT.formatted(false, "\"temperature\":0,\"logprobs\":2"));
        JsonNode forced = service.answer(
                COMPLETIONS,
                PROMPT.formatted(
                        false,
                        "\"temperature\":0.1,\"presence_penalty\":1,\"logprobs\":2,\"logit_bias\":{\"7\":0.0001}"));

        assertThat(plain.at("/choices/0/logprobs/tokens")).hasSize(6);
        assertThat(plain.at("/choices/0/logprobs/text_offset/0").intValue()).isZero();
        assertThat(forced.at("/choices/0/logprobs/top_logprobs/0"))
                .isEqualTo(plain.at("/choices/0/logprobs/top_logprobs/0"));
    }

    @Test
    void bias_forcesAToken() {
        JsonNode answer =
                service.answer(COMPLETIONS, PROMPT.formatted(false, "\"temperature\":0,\"logit_bias\":{\"65\":100}"));
        assertThat(answer.at("/choices/0/text").stringValue()).isEqualTo("AAAAAA");
    }

    @Test
    void trace_tellsEveryStepOfEveryToken() {
        JsonNode answer = service.answer(COMPLETIONS, PROMPT.formatted(true, "\"temperature\":0"));

        JsonNode trace = answer.at("/choices/0/loop_trace");
        assertThat(trace).hasSize(6);
        var exits = new TreeMap<String, Long>();
        for (JsonNode token : trace) {
            JsonNode steps = token.path("steps");
            exits.merge(token.path("exit_step").toString(), 1L, Long::sum);
            assertThat(steps).hasSize(token.path("exit_step").intValue());
            double survival = 1;
            for (JsonNode step : steps) {
                assertThat(step.path("top")).hasSize(5);
                survival *= 1 - step.path("exit_probability").doubleValue();
            }
            if (steps.size() < 4) {
                assertThat(steps.get(steps.size() - 1).path("cdf").doubleValue())
                        .isCloseTo(1 - survival, within(1e-5));
            }
            assertThat(steps.get(steps.size() - 1).at("/top/0/id")).isEqualTo(token.path("id"));
        }
        exits.forEach((step, tokens) -> assertThat(
                        answer.at("/usage/loop/exit_steps_histogram/" + step).longValue())
                .isEqualTo(tokens));
    }

    @Test
    void nothing_isTold_unasked() {
        JsonNode choice = service.answer(COMPLETIONS, PROMPT.formatted(false, "\"temperature\":0"))
                .at("/choices/0");
        assertThat(choice.has("logprobs")).isFalse();
        assertThat(choice.has("loop_trace")).isFalse();
    }

    private static long sum(JsonNode histogram) {
        return histogram.valueStream().mapToLong(JsonNode::longValue).sum();
    }
}
