package looplm.eval.config;

import jakarta.servlet.Filter;
import looplm.eval.error.ErrorResponses;
import looplm.eval.http.BodyLimitFilter;
import looplm.eval.http.JsonErrorReportValve;
import looplm.eval.http.RequestIdFilter;
import looplm.eval.http.ServiceToken;
import looplm.eval.http.ServiceTokenFilter;
import looplm.eval.http.StrictJson;
import org.apache.catalina.core.StandardHost;
import org.springframework.boot.jackson.autoconfigure.JsonMapperBuilderCustomizer;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import tools.jackson.databind.json.JsonMapper;

/** What stands between the socket and the controllers, in order: request id, service token, body limit. */
@Configuration(proxyBeanMethods = false)
class HttpConfiguration {

    @Bean
    JsonMapperBuilderCustomizer strictJson() {
        return StrictJson::configure;
    }

    @Bean
    ErrorResponses errorResponses(JsonMapper json) {
        return new ErrorResponses(json);
    }

    @Bean
    ServiceToken serviceToken(EvalProperties properties) {
        return ServiceToken.read("looplm.eval.service-token-file", properties.serviceTokenFile());
    }

    @Bean
    FilterRegistrationBean<RequestIdFilter> requestIdFilter() {
        return first(new RequestIdFilter(), 0);
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
        return factory -> factory.addContextCustomizers(context -> {
            if (context.getParent() instanceof StandardHost host) {
                host.setErrorReportValveClass(JsonErrorReportValve.class.getName());
            }
        });
    }

    private static <F extends Filter> FilterRegistrationBean<F> first(F filter, int place) {
        var registration = new FilterRegistrationBean<>(filter);
        registration.setOrder(Ordered.HIGHEST_PRECEDENCE + place);
        return registration;
    }
}
