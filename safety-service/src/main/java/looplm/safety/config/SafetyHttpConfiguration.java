package looplm.safety.config;

import looplm.edge.ServiceToken;
import looplm.edge.StrictJson;
import looplm.edge.servlet.BodyLimitFilter;
import looplm.edge.servlet.ErrorHandling;
import looplm.edge.servlet.ErrorResponses;
import looplm.edge.servlet.HttpServer;
import looplm.edge.servlet.RequestIdFilter;
import looplm.edge.servlet.ServiceTokenFilter;
import org.springframework.boot.jackson.autoconfigure.JsonMapperBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** The service's HTTP edge, in order: request id, service token, body limits. */
@Configuration(proxyBeanMethods = false)
@Import({ErrorHandling.class, RequestIdFilter.Logging.class})
class SafetyHttpConfiguration {

    /** A text that two readers of the JSON would see differently must not pass: no second key of a name, no coercion. */
    @Bean
    JsonMapperBuilderCustomizer strictJson() {
        return StrictJson::configure;
    }

    @Bean
    ServiceTokenFilter serviceTokenFilter(SafetyProperties properties, ErrorResponses responses) {
        return new ServiceTokenFilter(
                ServiceToken.read("looplm.safety.service-token-file", properties.serviceTokenFile()), responses);
    }

    @Bean
    BodyLimitFilter bodyLimitFilter(SafetyProperties properties, ErrorResponses responses) {
        return new BodyLimitFilter(properties.http().bodies(properties.maxBodySize()), responses);
    }

    @Bean
    HttpServer httpServer(SafetyProperties properties) {
        return new HttpServer(properties.http(), properties.probePort());
    }
}
