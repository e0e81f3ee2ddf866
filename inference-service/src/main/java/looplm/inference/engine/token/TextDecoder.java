package looplm.inference.engine.token;

/** Turns the tokens of one answer into text, token by token. */
public interface TextDecoder {

    /** Text that {@code token} completes; empty while it ends within a character or is not shown. */
    String append(int token);

    /** What is left when no token follows. */
    String finish();
}
