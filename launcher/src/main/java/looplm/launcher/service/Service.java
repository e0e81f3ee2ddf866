package looplm.launcher.service;

import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** A service of the platform. */
public enum Service {
    GATEWAY("gateway", "gateway", 0, 384),
    INFERENCE("inference", "inference-service", 1, 768),
    SAFETY("safety", "safety-service", 2, 384),
    EVAL("eval", "eval-service", 3, 256);

    /** How far PostgreSQL's port is from the first one. */
    public static final int POSTGRES_PORT_OFFSET = 4;

    /** The ports where services are asked how they are lie above. */
    private static final int FIRST_PROBE_OFFSET = POSTGRES_PORT_OFFSET + 1;

    /** How far the last port of all is from the first one. */
    public static final int LAST_PORT_OFFSET = FIRST_PROBE_OFFSET + EVAL.portOffset;

    private final String program;
    private final String module;
    private final int portOffset;
    private final int heapMegabytes;

    Service(String program, String module, int portOffset, int heapMegabytes) {
        this.program = program;
        this.module = module;
        this.portOffset = portOffset;
        this.heapMegabytes = heapMegabytes;
    }

    /** The name in {@code status}, of the log, of the settings. */
    public String program() {
        return program;
    }

    /** The Maven module that builds it. */
    public String module() {
        return module;
    }

    /** {@code -Xmx}; the model's weights and KV lie outside the heap. */
    public int heapMegabytes() {
        return heapMegabytes;
    }

    public int port(int firstPort) {
        return firstPort + portOffset;
    }

    /** Where it tells how it is, whatever clients do to its other port. */
    public int probePort(int firstPort) {
        return probePortBeside(port(firstPort));
    }

    int probePortBeside(int port) {
        return port + FIRST_PROBE_OFFSET;
    }

    public URI url(int firstPort) {
        return URI.create("http://127.0.0.1:" + port(firstPort));
    }

    /** The service of this name; empty for the database. */
    public static Optional<Service> named(String program) {
        return Arrays.stream(values())
                .filter(service -> service.program.equals(program))
                .findFirst();
    }

    /** Names of those that keep something in the database. */
    public static List<String> withDatabase() {
        return Arrays.stream(values())
                .filter(Service::needsDatabase)
                .map(Service::program)
                .toList();
    }

    /** Lower ones are stopped first: callers before those they call, so that what runs can end. */
    public int stopRank() {
        return switch (this) {
            case GATEWAY, EVAL -> 0;
            case INFERENCE, SAFETY -> 1;
        };
    }

    /** Whether no question can be answered without it; evaluations can wait. */
    public boolean answers() {
        return this != EVAL;
    }

    /** Inference keeps nothing in the database, so it can load its model while PostgreSQL starts. */
    public boolean needsDatabase() {
        return this != INFERENCE;
    }
}
