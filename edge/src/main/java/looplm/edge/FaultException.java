package looplm.edge;

/** Ends a request whose body turned out to be at fault while it was read. */
public final class FaultException extends RuntimeException {

    private final transient Fault fault;

    FaultException(Fault fault) {
        super(fault.message());
        this.fault = fault;
    }

    public Fault fault() {
        return fault;
    }
}
