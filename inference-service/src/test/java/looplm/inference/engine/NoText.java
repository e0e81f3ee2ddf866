package looplm.inference.engine;

import looplm.inference.engine.token.TextDecoder;

/** Turns tokens into nothing. */
public final class NoText implements TextDecoder {
    @Override
    public String append(int token) {
        return "";
    }

    @Override
    public String finish() {
        return "";
    }
}
