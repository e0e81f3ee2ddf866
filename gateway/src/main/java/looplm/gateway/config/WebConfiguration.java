package looplm.gateway.config;

import looplm.gateway.chat.BodyReader;
import looplm.gateway.chat.RequestReader;
import looplm.gateway.door.ClientAddress;
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
    ErrorWriter errorWriter(JsonMapper json) {
        return new ErrorWriter(json);
    }

    @Bean
    BodyReader bodyReader(GatewayProperties properties) {
        return new BodyReader(properties.maxBody());
    }

    @Bean
    RequestReader requestReader(GatewayProperties properties) {
        return new RequestReader(properties.memory().jsonTokens());
    }
}
