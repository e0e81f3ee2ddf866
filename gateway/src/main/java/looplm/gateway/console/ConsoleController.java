package looplm.gateway.console;

import java.net.URI;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.security.web.server.csrf.CsrfToken;
import org.springframework.stereotype.Controller;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.reactive.result.view.Rendering;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** The console's pages. */
@Controller
final class ConsoleController {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern(
                    "d MMM yyyy, HH:mm:ss 'UTC'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    private final ConsoleLogin login;
    private final HealthBoard health;
    private final Evaluations evaluations;
    private final InstantSource clock;

    ConsoleController(ConsoleLogin login, HealthBoard health, Evaluations evaluations, InstantSource clock) {
        this.login = login;
        this.health = health;
        this.evaluations = evaluations;
        this.clock = clock;
    }

    @GetMapping("/")
    ResponseEntity<Void> root() {
        return ResponseEntity.status(HttpStatus.FOUND)
                .location(URI.create("/console"))
                .build();
    }

    @GetMapping("/console/login")
    Mono<Rendering> login(ServerWebExchange exchange) {
        // a parameter without a value is bound as if it were missing: hence the map
        MultiValueMap<String, String> query = exchange.getRequest().getQueryParams();
        return csrf(exchange)
                .map(token -> Rendering.view("console/login")
                        .modelAttribute("csrf", token)
                        .modelAttribute("configured", login.isConfigured())
                        .modelAttribute("failed", query.containsKey("error"))
                        .modelAttribute("locked", "locked".equals(query.getFirst("error")))
                        .modelAttribute("out", query.containsKey("out"))
                        .build());
    }

    @GetMapping("/console")
    Mono<Rendering> overview(ServerWebExchange exchange) {
        return Mono.zip(csrf(exchange), health.read(), evaluations.latest())
                .map(parts -> page(parts.getT1(), parts.getT2(), parts.getT3()));
    }

    private Rendering page(CsrfToken token, List<ServiceHealth> services, LatestEvaluation latest) {
        var page = Rendering.view("console/overview")
                .modelAttribute("csrf", token)
                .modelAttribute("services", services)
                .modelAttribute("headline", headline(services))
                .modelAttribute("readAt", TIME.format(clock.instant()));
        switch (latest) {
            case LatestEvaluation.Found found ->
                page.modelAttribute("evaluation", "found")
                        .modelAttribute("run", found.run())
                        .modelAttribute("finding", DepthEffect.of(found.run()))
                        .modelAttribute("source", Evaluations.source(found.run()))
                        .modelAttribute("finishedAt", finishedAt(found.run().finishedAt()))
                        .modelAttribute("chance", DepthChart.percent(found.run().chance()))
                        .modelAttribute("chart", DepthChart.of(found.run()))
                        .modelAttribute("table", AccuracyTable.of(found.run()));
            case LatestEvaluation.None _ -> page.modelAttribute("evaluation", "none");
            case LatestEvaluation.Unknown _ -> page.modelAttribute("evaluation", "unknown");
        }
        return page.build();
    }

    private static String headline(List<ServiceHealth> services) {
        long ready = services.stream()
                .filter(service -> service.state() == ServiceHealth.State.READY)
                .count();
        return ready == services.size()
                ? "All services are ready"
                : ready + " of " + services.size() + " services are ready";
    }

    private static String finishedAt(@Nullable Instant instant) {
        return instant == null ? "at an unknown time" : TIME.format(instant);
    }

    private static Mono<CsrfToken> csrf(ServerWebExchange exchange) {
        return exchange.getRequiredAttribute(CsrfToken.class.getName());
    }
}
