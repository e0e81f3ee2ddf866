package looplm.bench.engine;

import looplm.inference.engine.token.TextDecoder;

/** Turns tokens into nothing: what is measured is the engine, not the tokenizer. */
final class NoText implements TextDecoder {
    @Override
    public String append(int token) {
        return "";
    }

    @Override
    public String finish() {
        return "";
    }
}
