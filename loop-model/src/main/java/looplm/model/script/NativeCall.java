package looplm.model.script;

/** Calls of C functions that return 0 where all went well. */
final class NativeCall {

    private NativeCall() {}

    /** A call through a method handle. */
    @FunctionalInterface
    interface Body {
        int call() throws Throwable;
    }

    /**
     * Makes the call.
     *
     * @param name of the function, for the message
     * @throws IllegalStateException if it returns anything but 0
     */
    static void check(String name, Body body) {
        int code;
        try {
            code = body.call();
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
        if (code != 0) {
            throw new IllegalStateException(name + ": " + code + " (expected: 0)");
        }
    }
}
