package looplm.gateway.upstream;

/** The client stopped reading its stream for so long that its row is given to others. Not the upstream's failure. */
public final class ClientStalled extends RuntimeException {

    public ClientStalled() {
        super("the client stopped reading");
    }
}
