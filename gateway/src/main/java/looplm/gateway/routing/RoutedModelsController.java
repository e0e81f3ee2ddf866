package looplm.gateway.routing;

import looplm.gateway.error.GatewayException;
import looplm.wire.ErrorCode;
import looplm.wire.openai.Model;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;

/** {@code GET /v1/models} and one model of it, with what it can do in depth. */
@RestController
final class RoutedModelsController {

    private final RouteTable routes;

    RoutedModelsController(RouteTable routes) {
        this.routes = routes;
    }

    @GetMapping(path = "/v1/models", produces = MediaType.APPLICATION_JSON_VALUE)
    Mono<JsonNode> list() {
        return routes.list().map(list -> list);
    }

    /** Names may hold slashes, as Hugging Face's do. */
    @GetMapping(path = "/v1/models/{*name}", produces = MediaType.APPLICATION_JSON_VALUE)
    Mono<Model> one(@PathVariable("name") String name) {
        if (name.length() < 2) {
            return Mono.error(new GatewayException(ErrorCode.NOT_FOUND, "There is nothing at this path."));
        }
        return routes.find(name.substring(1), "model");
    }
}
