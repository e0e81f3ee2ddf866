package looplm.model.text;

/** A chat template that cannot be used, or that refuses a conversation. The message says what and why. */
public final class ChatTemplateException extends RuntimeException {

    public ChatTemplateException(String message) {
        super(message);
    }
}
