package looplm.safety.policy;

import looplm.edge.SettingException;

/** A policy file that cannot be used; the message names file, key and limit. */
public final class PolicyException extends SettingException {

    private static final long serialVersionUID = 1L;

    public PolicyException(String source, String message) {
        super("policy " + source + ": " + message);
    }
}
