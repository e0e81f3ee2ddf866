package looplm.eval.record;

/** The run was cancelled, or another process has taken it over: nothing more may be written to it. */
public final class LeaseLostException extends RuntimeException {

    private static final long serialVersionUID = 1L;
}
