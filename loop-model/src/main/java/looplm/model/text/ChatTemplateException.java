package looplm.model.text;

import looplm.model.text.jinja.value.JinjaException;
import looplm.model.text.jinja.value.JinjaException.Kind;

/** A chat template that refuses a conversation or fails on it. The message says why. */
public final class ChatTemplateException extends RuntimeException {

    private final Kind kind;

    ChatTemplateException(JinjaException cause) {
        super(String.valueOf(cause.getMessage()), cause);
        this.kind = cause.kind();
    }

    /** Whether the template itself refuses the conversation, in its own words. */
    public boolean isRefusal() {
        return kind == Kind.RAISED;
    }

    /** Whether the template needs what this renderer does not have: no other conversation would have helped. */
    public boolean isUnsupported() {
        return kind == Kind.UNSUPPORTED;
    }
}
