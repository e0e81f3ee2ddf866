package looplm.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.JsonValue;
import com.openai.errors.NotFoundException;
import com.openai.errors.UnauthorizedException;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/** OpenAI's own Java client, pointed at the gateway. */
class OpenAiClientIT {

    private static final Platform PLATFORM = Platform.running();
    private static final OpenAIClient CLIENT = client(PLATFORM.demoKey());

    @Test
    void chat_isAnswered() {
        var answer = CLIENT.chat().completions().create(thanks().build());

        assertThat(answer.choices().getFirst().message().content())
                .hasValueSatisfying(text -> assertThat(text).isNotBlank());
        assertThat(answer.usage()).isPresent();
    }

    @Test
    void chat_streams() {
        var text = new StringBuilder();
        try (var stream = CLIENT.chat().completions().createStreaming(thanks().build())) {
            stream.stream()
                    .flatMap(chunk -> chunk.choices().stream())
                    .forEach(choice -> choice.delta().content().ifPresent(text::append));
        }

        assertThat(text)
                .isEqualToIgnoringWhitespace(CLIENT.chat()
                        .completions()
                        .create(thanks().build())
                        .choices()
                        .getFirst()
                        .message()
                        .content()
                        .orElseThrow());
    }

    @Test
    void loop_travelsAsAnExtraField() throws IOException {
        var oneStep = thanks().putAdditionalBodyProperty("loop", JsonValue.from(Map.of("max_steps", 1)))
                .build();

        try (var answer = CLIENT.chat().completions().withRawResponse().create(oneStep);
                var body = answer.body()) {
            var usage = JsonMapper.builder().build().readTree(body).at("/usage/loop");
            assertThat(usage.path("mean_steps").doubleValue()).isEqualTo(1.0);
        }
    }

    @Test
    void errors_becomeTheClientsExceptions() {
        assertThatThrownBy(() -> client("sk-wrong").chat().completions().create(thanks().build()))
                .isInstanceOf(UnauthorizedException.class);
        assertThatThrownBy(() -> CLIENT.chat()
                        .completions()
                        .create(thanks().model("gpt-9").build()))
                .isInstanceOf(NotFoundException.class)
                .hasMessageContaining("gpt-9");
    }

    private static ChatCompletionCreateParams.Builder thanks() {
        return ChatCompletionCreateParams.builder()
                .model("looplm-nano")
                .temperature(0)
                .addUserMessage("thanks");
    }

    private static OpenAIClient client(String key) {
        return OpenAIOkHttpClient.builder()
                .baseUrl(PLATFORM.gateway("/v1").toString())
                .apiKey(key)
                .build();
    }
}
