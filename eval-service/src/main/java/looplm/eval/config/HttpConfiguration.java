package looplm.eval.config;

import looplm.edge.BodyLimitFilter;
import looplm.edge.JsonErrorReportValve;
import looplm.edge.RequestIdFilter;
import looplm.edge.ServiceToken;
import looplm.edge.ServiceTokenFilter;
import looplm.edge.StrictJson;
import looplm.eval.error.ErrorResponses;
import looplm.eval.error.SettingException;
import org.springframework.boot.jackson.autoconfigure.JsonMapperBuilderCustomizer;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** The service's HTTP edge, in order: request id, service token, body limit. */
@Configuration(proxyBeanMethods = false)
class HttpConfiguration {

    @Bean
    JsonMapperBuilderCustomizer strictJson() {
        return builder -> {
            StrictJson.configure(builder);
            // A misspelt "depths" would silently measure something else.
            builder.enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
        };
    }

    @Bean
    ErrorResponses errorResponses(JsonMapper json) {
        return new ErrorResponses(json);
    }

    @Bean
    ServiceToken serviceToken(EvalProperties properties) {
        try {
            return ServiceToken.read("looplm.eval.service-token-file", properties.serviceTokenFile());
        } catch (IllegalArgumentException e) {
            throw new SettingException(String.valueOf(e.getMessage()));
        }
    }

    @Bean
    RequestIdFilter requestIdFilter() {
        return new RequestIdFilter(true);
    }

    @Bean
    ServiceTokenFilter serviceTokenFilter(ServiceToken token, ErrorResponses errors) {
        return new ServiceTokenFilter(token, errors);
    }

    @Bean
    BodyLimitFilter bodyLimitFilter(EvalProperties properties, ErrorResponses errors) {
        return new BodyLimitFilter(properties.maxBody(), errors);
    }

    @Bean
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> tomcat() {
        return JsonErrorReportValve::installIn;
    }
}
