package looplm.gateway.console;

/**
 * One service as the page shows it.
 *
 * @param detail in words, for the eye
 */
public record ServiceHealth(String name, String role, State state, String detail) {

    /** Whether it takes requests. */
    public enum State {
        READY,
        NOT_READY,
        UNREACHABLE;

        /** In words. */
        public String label() {
            return switch (this) {
                case READY -> "Ready";
                case NOT_READY -> "Not ready";
                case UNREACHABLE -> "Unreachable";
            };
        }

        public String cssClass() {
            return switch (this) {
                case READY -> "ready";
                case NOT_READY -> "waiting";
                case UNREACHABLE -> "down";
            };
        }
    }
}
