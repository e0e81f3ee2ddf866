package looplm.model.hub;

import java.util.regex.Pattern;

/**
 * A repository and which version of it.
 *
 * @param id {@code OWNER/NAME}, or {@code NAME} alone
 * @param revision branch, tag or commit
 */
public record HubRepository(String id, String revision) {

    private static final Pattern ID =
            Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]{0,95}(/[A-Za-z0-9_][A-Za-z0-9._-]{0,95})?");
    private static final Pattern REVISION = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._/-]{0,254}");

    public HubRepository {
        require(ID, "repository", id, "OWNER/NAME");
        require(REVISION, "--revision", revision, "a branch, tag or commit");
    }

    /** The last part of the id. */
    public String name() {
        return id.substring(id.indexOf('/') + 1);
    }

    @Override
    public String toString() {
        return id + "@" + revision;
    }

    private static void require(Pattern form, String what, String value, String expected) {
        if (!form.matcher(value).matches() || value.contains("..")) {
            throw new IllegalArgumentException(what + ": " + value + " (expected: " + expected + ")");
        }
    }
}
