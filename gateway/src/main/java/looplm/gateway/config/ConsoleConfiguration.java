package looplm.gateway.config;

import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import looplm.gateway.console.ConsoleLogin;
import looplm.gateway.console.Evaluations;
import looplm.gateway.console.HealthBoard;
import looplm.gateway.database.Database;
import looplm.gateway.upstream.ServiceClients;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Mono;

/** The console. */
@Configuration(proxyBeanMethods = false)
class ConsoleConfiguration {

    /** Pages that are read at once: admins, not the public. */
    private static final int MAX_CONCURRENT = 16;

    @Bean
    ConsoleLogin consoleLogin(GatewayProperties properties, InstantSource clock) {
        return ConsoleLogin.of(properties.console(), clock);
    }

    @Bean
    HealthBoard healthBoard(ServiceClients clients, GatewayProperties properties, Database database, JdbcClient jdbc) {
        Mono<Boolean> ownReadiness =
                database.call(() -> jdbc.sql("SELECT true").query(Boolean.class).single());
        var peers = List.of(
                peer(clients, "inference", "Recurrent steps, tick by tick", properties.inferenceUrl()),
                peer(clients, "safety", "Allow, deepen or block", properties.safetyUrl()),
                peer(clients, "eval", "Accuracy by depth", properties.evalUrl()));
        return new HealthBoard(ownReadiness, peers, properties.console().timeout());
    }

    private static HealthBoard.Peer peer(ServiceClients clients, String name, String role, URI address) {
        return new HealthBoard.Peer(name, role, clients.to(address, "health-" + name, MAX_CONCURRENT));
    }

    @Bean
    Evaluations evaluations(ServiceClients clients, GatewayProperties properties) {
        WebClient http = clients.to(properties.evalUrl(), "eval", MAX_CONCURRENT);
        Duration timeout = properties.console().timeout();
        return new Evaluations(http, timeout);
    }
}
