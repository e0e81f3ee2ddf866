package looplm.bench.siege.client;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import tools.jackson.databind.json.JsonMapper;

/** Bodies that cost more than they look, and requests that are none. All are whole, and all are refused. */
public final class HostileBodies {

    private static final int TWO_MEGABYTES = 2_000_000;

    /** Little enough that a context may hold it. */
    private static final int FITS_CONTEXT = 40_000;

    private HostileBodies() {}

    public static List<Kind> all() {
        return List.of(
                body("marks", .5, _ -> chat(marks(TWO_MEGABYTES))),
                body("marks-in-context", 1, _ -> chat(marks(FITS_CONTEXT))),
                body("json-nodes", 1, _ -> "{\"messages\":[" + "{},".repeat(TWO_MEGABYTES / 3) + "{}]}"),
                body("json-depth", 1, _ -> "[".repeat(TWO_MEGABYTES / 2)),
                body("no-model", 1, _ -> "{\"model\":\"none\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}"),
                new Kind("wrong-key", false, 5, HostileBodies::wrongKey),
                raw("no-http", 2, _ -> "\u0001\u0002 nonsense\r\n\r\n"),
                raw(
                        "long-header",
                        1,
                        _ -> "GET /v1/models HTTP/1.1\r\nHost: x\r\nX: " + "x".repeat(100_000) + "\r\n\r\n"),
                raw("bad-chunk", 1, HostileBodies::badChunk));
    }

    private static String badChunk(SiegeClient caller) {
        return caller.head("POST", "/v1/chat/completions", caller.otherKey(), Map.of("Transfer-Encoding", "chunked"))
                + "ZZ\r\n{}\r\n";
    }

    private static Kind body(String name, double perSecond, Function<SiegeClient, String> body) {
        return new Kind(name, false, perSecond, caller -> {
            String json = body.apply(caller).replace("MODEL", caller.target().model());
            HttpReply reply = caller.post("/v1/chat/completions", caller.otherKey(), json);
            return reply.status() == 200 ? Outcome.answered() : Outcome.ofError(reply);
        });
    }

    private static Outcome wrongKey(SiegeClient caller) throws IOException {
        HttpReply reply = caller.post("/v1/chat/completions", "looplm_" + caller.requestId(), "{}");
        return reply.status() == 200 ? Outcome.broken("a wrong key was let in") : Outcome.ofError(reply);
    }

    private static Kind raw(String name, double perSecond, Function<SiegeClient, String> request) {
        return new Kind(name, false, perSecond, caller -> {
            try (RawConnection connection = caller.connect()) {
                connection.send(request.apply(caller));
                return Outcome.ofError(connection.reply(SiegeClient.PATIENCE));
            }
        });
    }

    private static String chat(String text) {
        return "{\"model\":\"MODEL\",\"messages\":[{\"role\":\"user\",\"content\":\"" + text + "\"}]}";
    }

    /** Combining marks of many classes, in descending order: the dearest text there is for a Unicode normaliser. */
    private static String marks(int bytes) {
        var random = new Random(1);
        var text = new StringBuilder("a");
        while (text.length() * 2 < bytes) {
            text.append((char) (0x345 - random.nextInt(0x45)));
        }
        return text.toString();
    }

    /** Asks for many long answers at once, as one who takes more than a share. */
    static Outcome hog(SiegeClient caller) throws IOException {
        var body = Map.of(
                "model", caller.target().model(), "n", 8, "max_tokens", 480, "ignore_eos", true, "prompt", "bob boss");
        HttpReply reply = caller.post(
                "/v1/completions", caller.otherKey(), JsonMapper.shared().writeValueAsString(body));
        return reply.status() == 200 ? Outcome.answered() : Outcome.ofError(reply);
    }
}
