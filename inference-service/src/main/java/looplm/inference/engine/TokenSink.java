package looplm.inference.engine;

/** Takes the events of one request. Called on the engine thread: it must neither block nor throw. */
public interface TokenSink {
    void accept(TokenEvent event);
}
