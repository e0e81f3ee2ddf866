package looplm.gateway.routing;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import looplm.gateway.error.GatewayException;
import looplm.wire.ErrorCode;
import looplm.wire.openai.Model;
import looplm.wire.openai.ModelList;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The models that can be asked, as inference-service lists them. While it cannot be reached the last list still tells
 * a wrong name from a right one.
 */
public final class RouteTable {

    private final JsonMapper json;
    private final Mono<Listing> current;
    private final AtomicReference<@Nullable Listing> last = new AtomicReference<>();

    private record Listing(ObjectNode raw, List<Model> models) {}

    public RouteTable(InferenceClient inference, JsonMapper json, Duration listFor) {
        this.json = json;
        this.current = Mono.defer(inference::models)
                .flatMap(this::read)
                .doOnNext(last::set)
                .onErrorResume(this::lastKnown)
                .cache(_ -> listFor, _ -> Duration.ZERO, () -> Duration.ZERO);
    }

    /** The list as inference-service tells it. */
    public Mono<ObjectNode> list() {
        return current.map(Listing::raw);
    }

    /**
     * @param param request field that the name came from
     * @return errors with {@link ErrorCode#MODEL_NOT_FOUND} if there is no such model
     */
    public Mono<Model> find(String name, String param) {
        return current.flatMap(listing -> listing.models().stream()
                .filter(model -> model.id().equals(name))
                .findFirst()
                .map(Mono::just)
                .orElseGet(() -> Mono.error(notFound(name, param, listing))));
    }

    private Mono<Listing> read(WholeReply reply) {
        try {
            return Mono.just(new Listing(
                    reply.json(),
                    json.treeToValue(reply.json(), ModelList.class).data()));
        } catch (JacksonException e) {
            return Mono.error(new GatewayException(
                    ErrorCode.INFERENCE_FAILED, "inference-service's list of models is not readable.", null, null, e));
        }
    }

    private Mono<Listing> lastKnown(Throwable failure) {
        Listing known = last.get();
        return known == null ? Mono.error(failure) : Mono.just(known);
    }

    private static GatewayException notFound(String name, String param, Listing listing) {
        String names = listing.models().stream().map(Model::id).collect(Collectors.joining(", "));
        return new GatewayException(
                ErrorCode.MODEL_NOT_FOUND,
                param + ": " + GatewayException.shown(name) + " (expected: " + names + ")",
                param);
    }
}
