package looplm.eval.config;

import jakarta.servlet.Filter;
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
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
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
    FilterRegistrationBean<RequestIdFilter> requestIdFilter() {
        return first(new RequestIdFilter(true), 0);
    }

    @Bean
    FilterRegistrationBean<ServiceTokenFilter> serviceTokenFilter(ServiceToken token, ErrorResponses errors) {
        return first(new ServiceTokenFilter(token, errors), 1);
    }

    @Bean
    FilterRegistrationBean<BodyLimitFilter> bodyLimitFilter(EvalProperties properties, ErrorResponses errors) {
        return first(new BodyLimitFilter(properties.maxBody(), errors), 2);
    }

    @Bean
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> tomcat() {
        return JsonErrorReportValve::installIn;
    }

    private static <F extends Filter> FilterRegistrationBean<F> first(F filter, int place) {
        var registration = new FilterRegistrationBean<>(filter);
        registration.setOrder(Ordered.HIGHEST_PRECEDENCE + place);
        return registration;
    }
}
