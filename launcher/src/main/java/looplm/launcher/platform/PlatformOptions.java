package looplm.launcher.platform;

import java.nio.file.Files;
import java.nio.file.Path;
import looplm.launcher.home.Checkout;
import looplm.launcher.service.Service;
import looplm.launcher.terminal.CommandFailure;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What a platform is started with. */
final class PlatformOptions {

    private static final int LAST_PORT = 65_535;

    @Option(
            names = "--model",
            paramLabel = "DIR",
            description = "Model directory to serve; models/looplm-nano in the checkout unless given.")
    private @Nullable Path model;

    @Option(
            names = "--port",
            paramLabel = "N",
            defaultValue = "8080",
            description =
                    "Port of the gateway (${DEFAULT-VALUE}); inference, safety, eval, PostgreSQL and the probes of the four services take the next eight.")
    private int port;

    int firstPort() {
        return port;
    }

    Path model(Checkout checkout) {
        Path chosen = model == null ? checkout.defaultModel() : model;
        return chosen.toAbsolutePath().normalize();
    }

    /** Refuses what can't work before anything is started. */
    void check(Checkout checkout) {
        int last = LAST_PORT - Service.LAST_PORT_OFFSET;
        if (port < 1 || port > last) {
            throw new CommandFailure("--port: " + port + " (expected: 1 to " + last + ")");
        }
        Path directory = model(checkout);
        if (!Files.isRegularFile(directory.resolve("config.json"))) {
            throw new CommandFailure(
                    "--model: " + directory
                            + " (expected: a model directory, that is one with config.json; ./looplm train --out DIR makes one)");
        }
    }
}
