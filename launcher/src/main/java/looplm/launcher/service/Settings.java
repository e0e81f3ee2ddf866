package looplm.launcher.service;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.Map;
import looplm.launcher.home.DataDirectory;
import looplm.launcher.home.Secrets;
import looplm.launcher.terminal.CommandFailure;

/** Writes the {@code application.yaml} of each service. A {@code local.yaml} beside it is the operator's and wins. */
public record Settings(DataDirectory data, Path model, int firstPort) {

    private static final String HEADER = """
            # Written by `looplm up` at each start: changes here are lost. Put your own settings into local.yaml in this
            # folder; they win over these.
            """;

    public Settings {
        requireNoPlaceholder("--data", data.root());
        requireNoPlaceholder("--model", model);
    }

    /** Writes the settings of one service, for its owner's eyes: they hold its passwords. */
    public void write(Service service) {
        Path folder = data.config(service.program());
        Path file = folder.resolve("application.yaml");
        try {
            Files.createDirectories(folder);
            Path draft = folder.resolve("application.yaml.new");
            Files.deleteIfExists(draft);
            Files.createFile(draft, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(draft, HEADER + Yaml.write(properties(service)));
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new CommandFailure(file + ": can't be written: " + e, e);
        }
    }

    /** What Spring is told about where the settings lie. */
    public String location(Service service) {
        Path folder = data.config(service.program());
        return "file:" + escape(folder.resolve("application.yaml")) + ",optional:file:"
                + escape(folder.resolve("local.yaml"));
    }

    /** Whether an operator has put settings of his own beside ours. */
    public boolean areOurs(Service service) {
        return !Files.exists(data.config(service.program()).resolve("local.yaml"));
    }

    private static void requireNoPlaceholder(String option, Path path) {
        String text = path.toString();
        if (text.contains("${") || text.chars().anyMatch(Character::isISOControl)) {
            throw new CommandFailure(option + ": " + path + " (expected: a path without ${ and control characters)");
        }
    }

    private Map<String, Object> properties(Service service) {
        var properties = new LinkedHashMap<String, Object>();
        var secrets = new Secrets(data);
        properties.put("server.address", "127.0.0.1");
        properties.put("server.port", service.port(firstPort));
        if (service.needsDatabase()) {
            properties.put("spring.datasource.url", databaseUrl());
            properties.put("spring.datasource.username", "looplm_" + service.program());
            properties.put("spring.flyway.user", "looplm_" + service.program() + "_owner");
            properties.put("spring.datasource.password", password(secrets.writerPassword(service.program())));
            properties.put("spring.flyway.password", password(secrets.ownerPassword(service.program())));
        }
        Drain.of(service).parts().forEach((name, time) -> properties.put(name, time.toSeconds() + "s"));
        String prefix = "looplm." + service.program() + ".";
        properties.put(prefix + "probe-port", service.probePort(firstPort));
        properties.put(prefix + "service-token-file", secrets.serviceToken());
        switch (service) {
            case GATEWAY -> {
                properties.put(prefix + "inference-url", Service.INFERENCE.url(firstPort));
                properties.put(prefix + "safety-url", Service.SAFETY.url(firstPort));
                properties.put(prefix + "eval-url", Service.EVAL.url(firstPort));
                properties.put(prefix + "demo-key-file", secrets.demoKey());
                properties.put(prefix + "audit.spill-file", data.logs().resolve("gateway-unwritten.jsonl"));
                properties.put(prefix + "console.user", Secrets.CONSOLE_USER);
                properties.put(prefix + "console.password-file", secrets.consolePassword());
            }
            case INFERENCE -> properties.put(prefix + "model-dir", model);
            case EVAL -> properties.put(prefix + "inference-url", Service.INFERENCE.url(firstPort));
            case SAFETY -> {
                // its policy is in its jar; local.yaml may name another
            }
        }
        return properties;
    }

    /** An operator's own may hold what Spring would expand. */
    private static String password(Path file) {
        return Secrets.read(file).replace("${", "\\${");
    }

    private String databaseUrl() {
        return "jdbc:postgresql://127.0.0.1:" + (firstPort + Service.POSTGRES_PORT_OFFSET) + "/looplm";
    }

    /** Spring splits locations at commas and semicolons and expands stars: in a path they are only characters. */
    private static String escape(Path path) {
        return path.toUri().getRawPath().replace(",", "%2C").replace(";", "%3B").replace("*", "%2A");
    }
}
