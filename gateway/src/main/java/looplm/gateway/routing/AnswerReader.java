package looplm.gateway.routing;

import looplm.gateway.door.BodyCollector;
import looplm.gateway.door.ByteBudget;
import looplm.gateway.door.LongWork;
import looplm.gateway.error.GatewayException;
import looplm.gateway.upstream.UpstreamFailures;
import looplm.wire.ErrorCode;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.web.reactive.function.client.ClientResponse;
import reactor.core.publisher.Mono;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.filter.FilteringParserDelegate;
import tools.jackson.core.filter.TokenFilter;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Reads a whole answer: its bytes go on as they are, its tree leaves out what nobody here reads and most of it may be. */
public final class AnswerReader {

    /** Bytes, and the texts in them. */
    private static final int HELD_TWICE = 2;

    private static final TokenFilter WITHOUT_LOGPROBS = new TokenFilter() {
        @Override
        public @Nullable TokenFilter includeProperty(String name) {
            return name.equals("logprobs") ? null : this;
        }
    };

    private final JsonMapper json;
    private final LongWork work;
    private final BodyCollector bodies;
    private final UpstreamFailures failures;

    /**
     * @param longest bytes of an answer
     */
    public AnswerReader(JsonMapper json, LongWork work, int longest, UpstreamFailures failures) {
        this.json = json;
        this.work = work;
        this.failures = failures;
        this.bodies = new BodyCollector(longest, HELD_TWICE, () -> tooLong(longest));
    }

    /** The client's own doing: an upstream that answers what it was asked works. */
    private static GatewayException tooLong(int longest) {
        return new GatewayException(
                ErrorCode.REQUEST_TOO_LARGE,
                "answer: more than " + longest + " bytes (expected: fewer choices, tokens or logprobs, or a stream)");
    }

    /** Errors with {@code UpstreamFailure}; with a refusal of {@code room} where too much is held already. */
    Mono<WholeReply> read(ClientResponse response, ByteBudget.Claim room) {
        return bodies.collect(response.bodyToFlux(DataBuffer.class), room)
                .flatMap(bytes -> work.on(bytes.length, () -> new WholeReply(bytes, tree(bytes))))
                .onErrorMap(
                        failure -> failure instanceof JacksonException || failure instanceof ClassCastException,
                        failures::unreadable);
    }

    private ObjectNode tree(byte[] bytes) {
        try (JsonParser parser = new FilteringParserDelegate(
                json.createParser(bytes), WITHOUT_LOGPROBS, TokenFilter.Inclusion.INCLUDE_ALL_AND_PATH, true)) {
            return json.readValue(parser, ObjectNode.class);
        }
    }
}
