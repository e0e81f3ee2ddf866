package looplm.gateway.safety;

import org.jspecify.annotations.Nullable;

/**
 * What the screening of a text came to.
 *
 * <p>{@code policyVersion}: short hash of the policy that decided; null where safety-service was not reached.
 */
public sealed interface Screening {

    /** Value of the header {@code x-looplm-safety} and of the audit's verdict. */
    String label();

    @Nullable
    String policyVersion();

    record Allowed(@Nullable String policyVersion) implements Screening {
        @Override
        public String label() {
            return "allowed";
        }
    }

    /** It must run all recurrent steps. */
    record Deepened(@Nullable String policyVersion) implements Screening {
        @Override
        public String label() {
            return "deepened";
        }
    }

    record Blocked(@Nullable String policyVersion) implements Screening {
        @Override
        public String label() {
            return "blocked";
        }
    }

    /** Nobody looked at it, and the operator wants it to pass all the same. */
    record Unscreened() implements Screening {
        @Override
        public String label() {
            return "unscreened";
        }

        @Override
        public @Nullable String policyVersion() {
            return null;
        }
    }
}
