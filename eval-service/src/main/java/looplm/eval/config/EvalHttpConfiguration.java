package looplm.eval.config;

import looplm.edge.ServiceToken;
import looplm.edge.StrictJson;
import looplm.edge.servlet.BodyLimitFilter;
import looplm.edge.servlet.ErrorHandling;
import looplm.edge.servlet.ErrorResponses;
import looplm.edge.servlet.FaultFinder;
import looplm.edge.servlet.HttpServer;
import looplm.edge.servlet.RequestIdFilter;
import looplm.edge.servlet.ServiceTokenFilter;
import looplm.eval.http.LostDatabase;
import org.springframework.boot.jackson.autoconfigure.JsonMapperBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import tools.jackson.databind.DeserializationFeature;

/** The service's HTTP edge, in order: request id, service token, body limit. */
@Configuration(proxyBeanMethods = false)
@Import({ErrorHandling.class, RequestIdFilter.Logging.class})
class EvalHttpConfiguration {

    @Bean
    JsonMapperBuilderCustomizer strictJson() {
        return builder -> {
            StrictJson.configure(builder);
            // A misspelt "depths" would silently measure something else.
            builder.enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
        };
    }

    @Bean
    FaultFinder lostDatabase() {
        return new LostDatabase();
    }

    @Bean
    ServiceToken serviceToken(EvalProperties properties) {
        return ServiceToken.read("looplm.eval.service-token-file", properties.serviceTokenFile());
    }

    @Bean
    ServiceTokenFilter serviceTokenFilter(ServiceToken token, ErrorResponses errors) {
        return new ServiceTokenFilter(token, errors);
    }

    @Bean
    BodyLimitFilter bodyLimitFilter(EvalProperties properties, ErrorResponses errors) {
        return new BodyLimitFilter(properties.http().bodies(properties.maxBody()), errors);
    }

    @Bean
    HttpServer httpServer(EvalProperties properties) {
        return new HttpServer(properties.http(), properties.probePort());
    }
}
