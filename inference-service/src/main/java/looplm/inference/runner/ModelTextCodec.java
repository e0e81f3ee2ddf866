package looplm.inference.runner;

import java.util.List;
import looplm.edge.RefusedException;
import looplm.inference.admission.TextCodec;
import looplm.inference.engine.token.TextDecoder;
import looplm.model.text.ChatTemplate;
import looplm.model.text.ChatTemplateException;
import looplm.model.text.ChatTurn;
import looplm.model.text.StreamingDecoder;
import looplm.model.text.Tokenizer;
import looplm.wire.ErrorCode;
import looplm.wire.openai.ChatMessage;

/** Prompts and answers by a model directory's own tokenizer and chat template. */
final class ModelTextCodec implements TextCodec {

    private final Tokenizer tokenizer;
    private final ChatTemplate template;

    ModelTextCodec(Tokenizer tokenizer, ChatTemplate template) {
        this.tokenizer = tokenizer;
        this.template = template;
    }

    @Override
    public int mostCharacters() {
        return tokenizer.mostCharacters();
    }

    @Override
    public int longestToken() {
        return tokenizer.longestToken();
    }

    @Override
    public int[] encode(String text) {
        return tokenizer.encodePrompt(text);
    }

    @Override
    public int[] encodeChat(List<ChatMessage> messages) {
        try {
            List<ChatTurn> turns = messages.stream().map(ModelTextCodec::turn).toList();
            String rendered = template.render(turns, true);
            if (rendered.length() > mostCharacters()) {
                throw RefusedException.of(
                        ErrorCode.CONTEXT_LENGTH_EXCEEDED,
                        "messages",
                        "messages: " + rendered.length() + " characters with the chat template (expected: at most "
                                + mostCharacters() + ")");
            }
            return tokenizer.encode(rendered);
        } catch (ChatTemplateException e) {
            if (e.isUnsupported()) {
                throw new IllegalStateException("chat template: " + e.getMessage(), e);
            }
            throw RefusedException.invalid(
                    "messages",
                    e.isRefusal()
                            ? "refused by the model's chat template"
                            : "not what the model's chat template can render",
                    String.valueOf(e.getMessage()));
        }
    }

    /** Templates know no {@code developer}: it is OpenAI's newer name for {@code system}. */
    private static ChatTurn turn(ChatMessage message) {
        String role = "developer".equals(message.role()) ? "system" : String.valueOf(message.role());
        return new ChatTurn(
                role, message.content() == null ? "" : message.content().text());
    }

    @Override
    public String token(int id) {
        return tokenizer.decode(new int[] {id});
    }

    @Override
    public byte[] bytes(int id) {
        return tokenizer.bytes(id);
    }

    @Override
    public TextDecoder newDecoder() {
        StreamingDecoder decoder = tokenizer.streamingDecoder();
        return new TextDecoder() {
            @Override
            public String append(int token) {
                return decoder.push(token);
            }

            @Override
            public String finish() {
                return decoder.finish();
            }
        };
    }
}
