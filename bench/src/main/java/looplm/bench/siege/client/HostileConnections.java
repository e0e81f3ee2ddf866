package looplm.bench.siege.client;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Connections that take their time, or leave: each has to end by itself, without a trace in anybody else's answers. */
public final class HostileConnections {

    /** By then every connection that says nothing must be gone. */
    private static final Duration LONGEST = Duration.ofSeconds(150);

    private static final Duration BETWEEN_BYTES = Duration.ofSeconds(1);
    private static final int HALF = 500;

    private HostileConnections() {}

    public static List<Kind> all() {
        return List.of(
                new Kind("idle", false, 10, HostileConnections::idle),
                new Kind("half-header", false, 5, HostileConnections::halfHeader),
                new Kind("half-body", false, 10, HostileConnections::halfBody),
                new Kind("trickle", false, 1, HostileConnections::trickle),
                new Kind("leaves-upload", false, 5, HostileConnections::leavesUpload),
                new Kind("leaves-answer", false, 1, HostileConnections::leavesAnswer),
                new Kind("never-reads", false, 1, HostileConnections::neverReads),
                new Kind("hog", false, 4, HostileBodies::hog));
    }

    private static Outcome idle(SiegeClient caller) throws IOException {
        try (RawConnection connection = caller.connect()) {
            return ended(connection);
        }
    }

    private static Outcome halfHeader(SiegeClient caller) throws IOException {
        try (RawConnection connection = caller.connect()) {
            connection.send("POST /v1/chat/completions HTTP/1.1\r\nHost: sie");
            return ended(connection);
        }
    }

    private static Outcome halfBody(SiegeClient caller) throws IOException {
        try (RawConnection connection = caller.connect()) {
            connection.send(upload(caller) + "x".repeat(HALF));
            return ended(connection);
        }
    }

    /** A byte a second, for as long as the server takes it. */
    private static Outcome trickle(SiegeClient caller) throws IOException {
        try (RawConnection connection = caller.connect()) {
            connection.send(upload(caller));
            for (int i = 0; i < LONGEST.toSeconds(); i++) {
                if (connection.closedWithin(BETWEEN_BYTES)) {
                    return Outcome.refused("closed");
                }
                try {
                    connection.send(" ");
                } catch (IOException closed) {
                    return Outcome.refused("closed");
                }
            }
            return Outcome.broken("open after " + LONGEST.toSeconds() + " s of a byte a second");
        }
    }

    private static Outcome leavesUpload(SiegeClient caller) throws IOException {
        try (RawConnection connection = caller.connect()) {
            connection.send(upload(caller) + "x".repeat(HALF));
        }
        return Outcome.refused("left");
    }

    private static Outcome leavesAnswer(SiegeClient caller) throws IOException {
        try (RawConnection connection = caller.connect()) {
            ask(caller, connection, "\"stream\":true,\"max_tokens\":400,\"ignore_eos\":true");
            return connection.skip(600, SiegeClient.PATIENCE) ? Outcome.refused("left") : Outcome.refused("closed");
        }
    }

    /** Megabytes of log-probabilities, none of which are read. */
    private static Outcome neverReads(SiegeClient caller) throws IOException {
        try (RawConnection connection = RawConnection.openSmall(caller.target().gateway(), caller.from())) {
            ask(
                    caller,
                    connection,
                    "\"n\":8,\"max_tokens\":480,\"ignore_eos\":true,\"logprobs\":true,\"top_logprobs\":20");
            Thread.sleep(LONGEST);
            return connection.closedWithin(Duration.ofSeconds(10)) ? Outcome.refused("closed") : Outcome.broken("open");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Outcome.refused("the siege ended");
        }
    }

    private static void ask(SiegeClient caller, RawConnection connection, String fields) throws IOException {
        String body = "{\"model\":\"" + caller.target().model()
                + "\",\"messages\":[{\"role\":\"user\",\"content\":\"Who is Bob?\"}]," + fields + "}";
        connection.send(caller.head(
                        "POST", "/v1/chat/completions", caller.otherKey(), Map.of("Content-Length", "" + body.length()))
                + body);
    }

    private static String upload(SiegeClient caller) {
        return caller.head("POST", "/v1/chat/completions", caller.otherKey(), Map.of("Content-Length", "" + 2 * HALF));
    }

    private static Outcome ended(RawConnection connection) throws IOException {
        return connection.closedWithin(LONGEST)
                ? Outcome.refused("closed")
                : Outcome.broken("open after " + LONGEST.toSeconds() + " s");
    }
}
