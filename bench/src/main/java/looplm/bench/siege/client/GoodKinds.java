package looplm.bench.siege.client;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Clients that the platform is there for. */
public final class GoodKinds {

    /** Questions of looplm-nano's world, of one hop to four. */
    private static final List<String> QUESTIONS = List.of(
            "Who is Bob's boss?",
            "Who is Bob's boss's friend?",
            "Who is Tim's friend's teacher?",
            "Who is Ann's teacher's boss's friend?",
            "What is 3 + 4 mod 7?");

    private static final int OK = 200;

    private GoodKinds() {}

    /** In the shares that real traffic might have. */
    public static List<Kind> all(double perSecond) {
        return List.of(
                new Kind("chat", true, .7 * perSecond, GoodKinds::chat),
                new Kind("stream", true, .3 * perSecond, GoodKinds::stream));
    }

    /** A whole answer. */
    public static Outcome chat(SiegeClient caller) throws IOException {
        HttpReply reply = caller.post("/v1/chat/completions", caller.target().key(), body(caller, false));
        if (reply.status() != OK) {
            return Outcome.ofError(reply);
        }
        JsonNode answer = reply.json();
        if (!answer.at("/choices/0/finish_reason").isString()) {
            return Outcome.broken("an answer without an end");
        }
        return booked(caller, answer.path("usage"));
    }

    private static Outcome stream(SiegeClient caller) throws IOException {
        HttpReply reply = caller.post("/v1/chat/completions", caller.target().key(), body(caller, true));
        if (reply.status() != OK) {
            return Outcome.ofError(reply);
        }
        List<String> events = reply.text()
                .lines()
                .filter(line -> line.startsWith("data:"))
                .map(line -> line.substring(5).strip())
                .toList();
        if (events.isEmpty() || !events.getLast().equals("[DONE]")) {
            return failedStream(events);
        }
        return booked(caller, usage(events.stream()).orElseThrow(() -> new IOException("no usage in the stream")));
    }

    private static Outcome failedStream(List<String> events) {
        String last = events.isEmpty() ? "" : events.getLast();
        return last.startsWith("{\"error\"")
                ? Outcome.refused("mid-stream "
                        + JsonMapper.shared().readTree(last).at("/error/code").asString(""))
                : Outcome.broken("a stream without an end");
    }

    private static Optional<JsonNode> usage(Stream<String> events) {
        return events.filter(event -> event.startsWith("{"))
                .map(event -> JsonMapper.shared().readTree(event).path("usage"))
                .filter(JsonNode::isObject)
                .findFirst();
    }

    private static Outcome booked(SiegeClient caller, JsonNode usage) {
        JsonNode billed = usage.at("/loop/billed_steps");
        if (!billed.isNumber()) {
            return Outcome.broken("an answer without usage.loop.billed_steps");
        }
        caller.book().answered(caller.requestId(), billed.longValue());
        return Outcome.answered();
    }

    private static String body(SiegeClient caller, boolean stream) {
        String question = QUESTIONS.get(Math.floorMod(caller.requestId().hashCode(), QUESTIONS.size()));
        var message = Map.of("role", "user", "content", question);
        Map<String, Object> body = stream
                ? Map.of(
                        "stream",
                        true,
                        "stream_options",
                        Map.of("include_usage", true),
                        "messages",
                        List.of(message),
                        "model",
                        caller.target().model())
                : Map.of("messages", List.of(message), "model", caller.target().model());
        return JsonMapper.shared().writeValueAsString(body);
    }
}
