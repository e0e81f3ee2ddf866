package looplm.gateway.config;

import io.micrometer.core.instrument.MeterRegistry;
import looplm.gateway.chat.BodyReader;
import looplm.gateway.chat.RequestReader;
import looplm.gateway.door.ByteBudget;
import looplm.gateway.door.ClientAddress;
import looplm.gateway.door.HttpDoor;
import looplm.gateway.door.LongWork;
import looplm.gateway.door.ProxiedClients;
import looplm.gateway.error.DroppedErrors;
import looplm.gateway.error.ErrorWriter;
import looplm.gateway.error.RequestIds;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import tools.jackson.databind.json.JsonMapper;

/** What answers HTTP. */
@Configuration(proxyBeanMethods = false)
class WebConfiguration {

    @Bean
    RequestIds requestIds() {
        return new RequestIds();
    }

    @Bean
    ClientAddress clientAddress(GatewayProperties properties) {
        return new ClientAddress(properties.trustedProxies());
    }

    @Bean
    HttpDoor httpDoor(
            GatewayProperties properties, ClientAddress clientAddress, MeterRegistry meters, JsonMapper json) {
        return new HttpDoor(properties.connections(), clientAddress, meters, json);
    }

    @Bean
    ProxiedClients proxiedClients(ClientAddress clientAddress, GatewayProperties properties) {
        return new ProxiedClients(clientAddress, properties.connections());
    }

    @Bean
    DroppedErrors droppedErrors() {
        return new DroppedErrors();
    }

    @Bean
    ErrorWriter errorWriter(JsonMapper json, MeterRegistry meters) {
        return new ErrorWriter(json, meters);
    }

    @Bean
    ByteBudget byteBudget(GatewayProperties properties, MeterRegistry meters) {
        return new ByteBudget(properties.memory(), meters);
    }

    @Bean
    LongWork longWork() {
        return new LongWork();
    }

    @Bean
    BodyReader bodyReader(GatewayProperties properties) {
        return new BodyReader(properties.maxBody());
    }

    @Bean
    RequestReader requestReader(GatewayProperties properties, LongWork longWork) {
        return new RequestReader(properties.memory().jsonTokens(), longWork);
    }
}
