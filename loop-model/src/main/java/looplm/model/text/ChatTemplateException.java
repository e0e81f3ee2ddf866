package looplm.model.text;

/** A chat template that refuses a conversation or fails on it. The message says why, in the template's own words. */
public final class ChatTemplateException extends RuntimeException {

    ChatTemplateException(String message, Throwable cause) {
        super(message, cause);
    }
}
