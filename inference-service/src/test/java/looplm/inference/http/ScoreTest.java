package looplm.inference.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import looplm.model.ContinuationScore;
import looplm.model.ContinuationScoring;
import looplm.model.LoopLm;
import looplm.model.testing.ByteTokenizer;
import looplm.model.testing.Rounding;
import looplm.model.testing.TinyLoopLm;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class ScoreTest {

    private static final String SCORE = "/internal/score";

    private static TestingInference service;
    private static LoopLm model;

    @BeforeAll
    static void start(@TempDir Path directory) {
        Path tiny = TinyLoopLm.write(directory.resolve("tiny"), 6);
        service = TestingInference.ofDirectory(tiny, Map.of());
        model = LoopLm.load(tiny);
    }

    @AfterAll
    static void stop() {
        service.close();
        model.close();
    }

    @Test
    void scores_areTheModels_atEveryStep() {
        JsonNode answer = service.answer(
                SCORE, "{\"model\":\"tiny\",\"context\":\"the fox\",\"continuations\":[\" jumps\",\" sits down\"]}");
        List<ContinuationScore> expected = ContinuationScoring.score(
                model,
                ByteTokenizer.encode("the fox"),
                List.of(ByteTokenizer.encode(" jumps"), ByteTokenizer.encode(" sits down")),
                4);

        assertThat(answer.path("context_tokens").intValue()).isEqualTo(7);
        for (int i = 0; i < 2; i++) {
            JsonNode one = answer.path("continuations").path(i);
            assertThat(one.path("tokens").intValue()).isEqualTo(expected.get(i).tokens());
            for (int step = 1; step <= 4; step++) {
                assertThat(one.path("logprob_by_step").path(step - 1).doubleValue())
                        .isCloseTo(expected.get(i).logLikelihood(step), within((double) Rounding.tolerance(
                                TinyLoopLm.config(), (float) expected.get(i).logLikelihood(step))));
                assertThat(one.path("greedy_by_step").path(step - 1).booleanValue())
                        .isEqualTo(expected.get(i).greedy(step));
            }
        }
        assertThat(answer.path("billed_steps").longValue()).isEqualTo(4 * (7 + 5 + 9));
    }

    @Test
    void ids_areScoredAsTheyAre() {
        JsonNode text =
                service.answer(SCORE, "{\"model\":\"tiny\",\"context\":\"ab\",\"continuations\":[\"c\"],\"steps\":2}");
        JsonNode ids =
                service.answer(SCORE, "{\"model\":\"tiny\",\"context\":[97,98],\"continuations\":[[99]],\"steps\":2}");

        assertThat(ids).isEqualTo(text);
        assertThat(ids.at("/continuations/0/logprob_by_step")).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "'context':'a' | continuations: missing (expected: 1..256)",
                "'context':'a','continuations':[] | continuations: 0 continuations (expected: 1..256)",
                "'context':'a','continuations':[''] | continuations[0]: 0 tokens (expected: 1..255, what the model's context holds beside the context)",
                "'context':'a','continuations':[null] | continuations[0]: missing (expected: a string or a list of token ids)",
                "'continuations':['a'] | context: missing (expected: a string or a list of token ids)",
                "'context':'','continuations':['a'] | context: no tokens (expected: at least one token)",
                "'context':[1],'continuations':['a'] | continuations[0]: a text (expected: token ids, as the context)",
                "'context':[1],'continuations':[[999]] | continuations[0][0]: 999 (expected: 0..258)",
                "'context':'a','continuations':['b'],'steps':5 | steps: 5 (expected: 1..4)",
                "'context':'a','continuations':['b'],'step':1 | step: unknown field (expected: context, continuations, model, steps)"
            })
    void request_isRefused_namingTheField(String fields, String message) {
        HttpResponse<String> response = service.post(SCORE, "{\"model\":\"tiny\"," + fields.replace('\'', '"') + "}");

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(TestingInference.tree(response.body()).path("detail").stringValue())
                .isEqualTo(message);
    }
}
