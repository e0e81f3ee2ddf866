package looplm.gateway.config;

import io.micrometer.core.instrument.MeterRegistry;
import looplm.gateway.error.ErrorWriter;
import looplm.gateway.shedding.LoadLimit;
import looplm.gateway.shedding.LoadShedder;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.server.reactive.HttpHandler;

/** What keeps the gateway answering under more load than it can serve. */
@Configuration(proxyBeanMethods = false)
class SheddingConfiguration {

    @Bean
    LoadLimit loadLimit(GatewayProperties properties, MeterRegistry meters) {
        return new LoadLimit(properties.shedding(), meters);
    }

    @Bean
    LoadShedder loadShedder(LoadLimit load, ErrorWriter errors) {
        return new LoadShedder(load, errors);
    }

    @Bean
    ProbeServer probeServer(HttpHandler handler, ServerProperties server, GatewayProperties properties) {
        return new ProbeServer(handler, server.getAddress(), properties.probePort());
    }
}
