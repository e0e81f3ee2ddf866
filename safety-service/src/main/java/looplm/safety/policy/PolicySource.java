package looplm.safety.policy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where the policy's bytes come from. */
public sealed interface PolicySource {

    /** The whole file. */
    byte[] read() throws IOException;

    /** Name for messages. */
    String name();

    /** An operator's file. */
    record OfFile(Path file) implements PolicySource {

        /** One byte past the limit is read, so that the reader can refuse a huge file without holding it. */
        @Override
        public byte[] read() throws IOException {
            try (InputStream in = Files.newInputStream(file)) {
                return in.readNBytes(PolicyReader.LARGEST_FILE + 1);
            }
        }

        @Override
        public String name() {
            return file.toString();
        }
    }

    /** The default that the jar holds. */
    record BuiltIn() implements PolicySource {

        private static final String RESOURCE = "default-policy.yaml";

        @Override
        public byte[] read() throws IOException {
            try (InputStream in = PolicySource.class.getResourceAsStream(RESOURCE)) {
                if (in == null) {
                    throw new IOException(RESOURCE + " is not in the jar");
                }
                return in.readAllBytes();
            }
        }

        @Override
        public String name() {
            return "built-in " + RESOURCE;
        }
    }
}
