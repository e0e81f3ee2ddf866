package looplm.gateway.testing;

import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;

/** Stands in for inference-service: a model {@code tiny} with four trained steps. */
public final class TestingInferenceServer extends TestingServer {

    public static final String CHAT = "/v1/chat/completions";
    public static final String TEXT = "/v1/completions";

    public static final String MODELS = """
            {"object":"list","data":[{"id":"tiny","object":"model","created":1,"owned_by":"looplm","context_length":512,"longest_token_bytes":1000,\
            "turns":1,"loop":{"trained_steps":4,"max_steps":4,"weights_hash":"0123456789ab","efforts":{}},"extra":"kept"}]}""";

    public static final String WHOLE = """
            {"id":"chatcmpl-1","object":"chat.completion","created":1,"model":"tiny","choices":[{"index":0,"message":\
            {"role":"assistant","content":"fine words","refusal":null},"finish_reason":"stop"}],"usage":{"prompt_tokens":3,\
            "completion_tokens":2,"total_tokens":5,"loop":{"prompt_steps":12,"executed_steps":2,"mean_steps":2.0,\
            "saved_steps":2,"exit_steps_histogram":{"2":2},"billed_steps":14}},"unknown_field":{"kept":true}}""";

    public static final String FIRST = """
            data: {"id":"c1","object":"chat.completion.chunk","created":1,"model":"tiny","choices":[{"index":0,"delta":\
            {"role":"assistant","content":"fine"},"finish_reason":null}],"loop":{"billed_steps":12}}

            """;
    public static final String SECOND = """
            data: {"id":"c1","object":"chat.completion.chunk","created":1,"model":"tiny","choices":[{"index":0,"delta":\
            {"content":" wörds"},"finish_reason":"stop"}],"loop":{"billed_steps":14}}

            """;
    public static final String USAGE = """
            data: {"id":"c1","object":"chat.completion.chunk","created":1,"model":"tiny","choices":[],"usage":\
            {"prompt_tokens":3,"completion_tokens":2,"total_tokens":5,"loop":{"prompt_steps":12,"executed_steps":2,\
            "mean_steps":2.0,"saved_steps":2,"exit_steps_histogram":{"2":2},"billed_steps":14}}}

            """;
    public static final String DONE = "data: [DONE]\n\n";

    private static final String COUNT = """
            {"id":"x","account":"a","state":"cancelled","finish_reason":null,"usage":{"prompt_tokens":3,\
            "completion_tokens":5,"total_tokens":8,"loop":{"prompt_steps":12,"executed_steps":9,"mean_steps":null,\
            "saved_steps":0,"exit_steps_histogram":{},"billed_steps":21}}}""";

    private final AtomicInteger refusedCancels = new AtomicInteger();

    public TestingInferenceServer() {
        always("/v1/models", json(MODELS));
        always(CHAT, json(WHOLE));
    }

    /** A complete stream with its usage. */
    public static Answer wholeStream() {
        return stream(Flux.just(FIRST, SECOND, USAGE, DONE));
    }

    /** The pieces, then a cut connection. */
    public static Answer cutAfter(String... pieces) {
        Publisher<String> cut = Flux.just(pieces).concatWith(Flux.error(new IllegalStateException("cut")));
        return stream(cut);
    }

    /** The next cancellations find no request. */
    public void refuseCancels(int count) {
        refusedCancels.set(count);
    }

    /** Cancellations and counts are answered for any id. */
    @Override
    protected Answer unknown(String path) {
        boolean known = path.startsWith("/internal/requests/")
                && refusedCancels.getAndUpdate(left -> Math.max(0, left - 1)) == 0;
        return known ? json(COUNT) : error(404, "not_found", Map.of());
    }
}
