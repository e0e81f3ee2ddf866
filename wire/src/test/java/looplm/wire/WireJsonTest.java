package looplm.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import looplm.wire.openai.AnswerFields;
import looplm.wire.openai.ChatCompletion;
import looplm.wire.openai.ChatCompletionChunk;
import looplm.wire.openai.ChatCompletionRequest;
import looplm.wire.openai.ChatMessage;
import looplm.wire.openai.ChoiceFields;
import looplm.wire.openai.CompletionRequest;
import looplm.wire.openai.GenerationFields;
import looplm.wire.openai.LoopControls;
import looplm.wire.openai.LoopUsage;
import looplm.wire.openai.PenaltyFields;
import looplm.wire.openai.PromptInput;
import looplm.wire.openai.SamplingFields;
import looplm.wire.openai.Usage;
import looplm.wire.safety.Assessment;
import looplm.wire.safety.Moderation;
import looplm.wire.safety.ModerationRequest;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.json.JsonMapper;

/** The names on the wire are a contract with OpenAI's clients: they are written out here, not derived. */
class WireJsonTest {

    private final JsonMapper json = JsonMapper.builder().build();

    @Test
    void chatRequest_readsEveryField_whenAllAreGiven() {
        var request = json.readValue("""
                {"model":"m","messages":[{"role":"user","content":"hi"}],"max_tokens":1,"max_completion_tokens":2,
                 "temperature":0.5,"top_p":0.9,"top_k":3,"seed":7,"stop":"x","stream":true,
                 "stream_options":{"include_usage":true},"reasoning_effort":"low",
                 "loop":{"min_steps":1,"max_steps":4,"exit_threshold":0.5,"trace":false},
                 "ignore_eos":true,"min_tokens":2,"user":"ignored"}""", ChatCompletionRequest.class);

        assertThat(request.messages()).singleElement().satisfies(message -> {
            assertThat(message.role()).isEqualTo("user");
            assertThat(message.content().text()).isEqualTo("hi");
        });
        assertThat(request.generation().maxTokens()).isEqualTo(1);
        assertThat(request.maxCompletionTokens()).isEqualTo(2);
        assertThat(request.generation().sampling().topP()).isEqualTo(0.9);
        assertThat(request.generation().sampling().topK()).isEqualTo(3);
        assertThat(request.generation().stop().texts()).containsExactly("x");
        assertThat(request.generation().streamOptions().includeUsage()).isTrue();
        assertThat(request.generation().reasoningEffort()).isEqualTo("low");
        assertThat(request.generation().loop().minSteps()).isEqualTo(1);
        assertThat(request.generation().loop().maxSteps()).isEqualTo(4);
        assertThat(request.generation().loop().exitThreshold()).isEqualTo(0.5);
        assertThat(request.generation().ignoreEos()).isTrue();
        assertThat(request.generation().minTokens()).isEqualTo(2);
    }

    @Test
    void requests_haveOneLevel_writtenAndRead() {
        var fields = new GenerationFields(
                5,
                null,
                null,
                null,
                2,
                true,
                null,
                "low",
                LoopControls.fixed(3),
                new SamplingFields(0.5, null, null, 0.1, 7L),
                new PenaltyFields(null, 1.5, null, Map.of("1", 2)));
        var chat = new ChatCompletionRequest("m", List.of(ChatMessage.of("user", "hi")), fields);
        var completion = new CompletionRequest("m", new PromptInput.Text("hi"), null, null, null, 3, fields);
        String shared = """
                "max_tokens":5,"n":2,"stream":true,"reasoning_effort":"low","loop":{"min_steps":3,"max_steps":3},\
                "temperature":0.5,"min_p":0.1,"seed":7,"frequency_penalty":1.5,"logit_bias":{"1":2}}""";

        assertThat(json.writeValueAsString(chat))
                .isEqualTo("{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]," + shared);
        assertThat(json.writeValueAsString(completion))
                .isEqualTo("{\"model\":\"m\",\"prompt\":\"hi\",\"logprobs\":3," + shared);
        assertThat(json.readValue(json.writeValueAsString(chat), ChatCompletionRequest.class))
                .isEqualTo(chat);
        assertThat(json.readValue(json.writeValueAsString(completion), CompletionRequest.class))
                .isEqualTo(completion);
    }

    @Test
    void request_withoutAField_asksForNothing() {
        var request = json.readValue("{}", ChatCompletionRequest.class);

        assertThat(request.generation().loop()).isNull();
        assertThat(request.generation().sampling()).isEqualTo(SamplingFields.DEFAULTS);
        assertThat(request.generation().penalties()).isEqualTo(PenaltyFields.NONE);
    }

    @Test
    void messageContent_joinsParts_whenGivenAsList() {
        var request = json.readValue(
                "{\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"a\"},{\"type\":\"text\",\"text\":\"b\"}]}]}",
                ChatCompletionRequest.class);

        assertThat(request.messages().getFirst().content().text()).isEqualTo("ab");
    }

    @Test
    void messageContent_isRefused_whenAPartIsNotText() {
        assertThatThrownBy(() -> json.readValue(
                        "{\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"image_url\"}]}]}",
                        ChatCompletionRequest.class))
                .isInstanceOf(DatabindException.class)
                .hasMessageContaining("content: a part that is not text");
    }

    @Test
    void prompt_isTextOrIds_byShape() {
        assertThat(prompt("\"a\"")).isEqualTo(new PromptInput.Text("a"));
        assertThat(prompt("[\"a\"]")).isEqualTo(new PromptInput.Text("a"));
        assertThat(prompt("[1,2]")).isEqualTo(new PromptInput.Ids(List.of(1, 2)));
        assertThat(prompt("[[1,2]]")).isEqualTo(new PromptInput.Ids(List.of(1, 2)));
        assertThatThrownBy(() -> prompt("[\"a\",\"b\"]")).hasMessageContaining("prompt: not one prompt");
    }

    @Test
    void answer_writesOpenAiNames_andNullsThatClientsRead() {
        var histogram = new TreeMap<Integer, Long>();
        histogram.put(2, 3L);
        var answer = new ChatCompletion(
                new AnswerFields("id", ChatCompletion.OBJECT, 1, "m"),
                List.of(new ChatCompletion.Choice(
                        0,
                        new ChatCompletion.Message("assistant", null, "no"),
                        ChoiceFields.ended("content_filter", null),
                        null)),
                Usage.of(4, 3, new LoopUsage(16, 4, 2.0, 4, histogram, 20)));

        assertThat(json.writeValueAsString(answer)).isEqualTo("""
                {"id":"id","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,\
                "message":{"role":"assistant","content":null,"refusal":"no"},"finish_reason":"content_filter"}],\
                "usage":{"prompt_tokens":4,"completion_tokens":3,"total_tokens":7,"loop":{"prompt_steps":16,\
                "executed_steps":4,"mean_steps":2.0,"saved_steps":4,"exit_steps_histogram":{"2":3},"billed_steps":20}}}""");
    }

    @Test
    void chunk_writesNullFinishReason_untilTheLast() {
        var chunk = new ChatCompletionChunk(
                new AnswerFields("id", ChatCompletionChunk.OBJECT, 1, "m"),
                List.of(new ChatCompletionChunk.Choice(
                        0, new ChatCompletionChunk.Delta(null, "a", null), ChoiceFields.OPEN, null)),
                null,
                null);

        assertThat(json.writeValueAsString(chunk)).isEqualTo("""
                {"id":"id","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,\
                "delta":{"content":"a"},"finish_reason":null}]}""");
    }

    @Test
    void error_isOpenAisEnvelope() {
        assertThat(json.writeValueAsString(ErrorEnvelope.of(ErrorCode.INVALID_VALUE, "bad", "loop.max_steps")))
                .isEqualTo("{\"error\":{\"message\":\"bad\",\"type\":\"invalid_request_error\","
                        + "\"param\":\"loop.max_steps\",\"code\":\"invalid_value\"}}");
    }

    @Test
    void assessment_writesLowerCaseWords() {
        var assessment = new Assessment(
                Assessment.Verdict.FLAGGED, Assessment.Action.DEEPEN, "high", List.of(), List.of(), "rule", "v1");

        assertThat(json.writeValueAsString(assessment))
                .contains("\"verdict\":\"flagged\"", "\"action\":\"deepen\"", "\"by_step\":[]");
    }

    @Test
    void moderationInput_isTextsByShape() {
        assertThat(moderated("\"a\"")).containsExactly("a");
        assertThat(moderated("[\"a\",{\"type\":\"text\",\"text\":\"b\"}]")).containsExactly("a", "b");
        assertThatThrownBy(() -> moderated("[1]")).hasMessageContaining("input: not text");
        assertThatThrownBy(() -> moderated("[{\"type\":\"image_url\"}]")).hasMessageContaining("input: not text");
    }

    @Test
    void moderation_writesOpenAisNames() {
        var result = new Moderation.Result(
                true,
                Map.of("hate", true),
                Map.of("hate", 1.0),
                List.of(new Assessment.Category("S10", 1)),
                Assessment.Action.BLOCK);

        assertThat(json.writeValueAsString(new Moderation("modr-1", "m", List.of(result))))
                .isEqualTo("""
                {"id":"modr-1","model":"m","results":[{"flagged":true,"categories":{"hate":true},\
                "category_scores":{"hate":1.0},"looplm_hazards":[{"code":"S10","score":1.0}],\
                "looplm_action":"block"}]}""");
    }

    private List<String> moderated(String input) {
        return json.readValue("{\"input\":" + input + "}", ModerationRequest.class)
                .input()
                .texts();
    }

    private PromptInput prompt(String value) {
        return json.readValue("{\"prompt\":" + value + "}", CompletionRequest.class)
                .prompt();
    }
}
