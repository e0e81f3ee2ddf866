package looplm.gateway.auth;

import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;

/** The key that {@code looplm up} prints. It exists exactly as long as a file with its secret is configured. */
public final class DemoKey implements ApplicationRunner {

    static final String NAME = "demo";
    private static final int SHORTEST = 20;
    private static final Logger LOG = LoggerFactory.getLogger(DemoKey.class);

    private final ApiKeyStore store;
    private final Optional<Path> file;

    public DemoKey(ApiKeyStore store, Optional<Path> file) {
        this.store = store;
        this.file = file;
    }

    @Override
    public void run(ApplicationArguments arguments) {
        if (file.isEmpty()) {
            store.remove(NAME);
            return;
        }
        String property = "looplm.gateway.demo-key-file";
        String secret = SecretFile.read(property, file.get());
        if (secret.length() < SHORTEST || secret.length() > KeySecret.LONGEST) {
            throw new IllegalArgumentException(property + ": " + secret.length() + " characters (expected: " + SHORTEST
                    + " to " + KeySecret.LONGEST + ")");
        }
        store.put(NAME, new KeySecret(secret));
        LOG.info("The demo key of {} is valid", file.get());
    }
}
