package looplm.safety.policy;

import looplm.edge.SettingException;
import looplm.edge.StrictYaml;
import looplm.wire.Sha256;

/** Reads a policy from the bytes of its YAML file. */
public final class PolicyReader {

    /** A file past this is a mistake, not a policy. */
    static final int LARGEST_FILE = 1_000_000;

    private static final int SHORT_HASH = 12;

    /**
     * @param file its name, for messages
     * @throws SettingException naming the file, the key and what was expected
     */
    public Policy read(String file, byte[] bytes) {
        String source = "policy " + file;
        if (bytes.length > LARGEST_FILE) {
            throw new SettingException(
                    "%s: size: %d bytes (expected: at most %d)".formatted(source, bytes.length, LARGEST_FILE));
        }
        PolicyFile content = StrictYaml.read(source, bytes, PolicyFile.class);
        return new PolicyCompiler(source).compile(Sha256.hex(bytes).substring(0, SHORT_HASH), content);
    }
}
