package looplm.inference.config;

import io.micrometer.core.instrument.MeterRegistry;
import jakarta.servlet.Filter;
import looplm.edge.BodyLimitFilter;
import looplm.edge.JsonErrorReportValve;
import looplm.edge.RequestIdFilter;
import looplm.edge.ServiceToken;
import looplm.edge.ServiceTokenFilter;
import looplm.inference.admission.Admissions;
import looplm.inference.admission.BoundedQueue;
import looplm.inference.admission.ServedModel;
import looplm.inference.engine.LoopEngine;
import looplm.inference.http.AnswerRelay;
import looplm.inference.http.ConnectionValve;
import looplm.inference.http.ErrorResponses;
import looplm.inference.http.OpenAiJson;
import looplm.inference.http.RequestLog;
import looplm.inference.http.WatchfulHttp11Protocol;
import org.springframework.boot.jackson.autoconfigure.JsonMapperBuilderCustomizer;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import tools.jackson.databind.json.JsonMapper;

/** The service's HTTP edge, in order: request id, service token, body limit. */
@Configuration(proxyBeanMethods = false)
class HttpConfiguration {

    @Bean
    JsonMapperBuilderCustomizer strictJson() {
        return OpenAiJson::configure;
    }

    @Bean
    ErrorResponses errorResponses(JsonMapper json) {
        return new ErrorResponses(json);
    }

    @Bean
    FilterRegistrationBean<RequestIdFilter> requestIdFilter() {
        return first(new RequestIdFilter(false), 0);
    }

    @Bean
    FilterRegistrationBean<ServiceTokenFilter> serviceTokenFilter(
            InferenceProperties properties, ErrorResponses errors) {
        return first(
                new ServiceTokenFilter(
                        ServiceToken.read(
                                "looplm.inference.service-token-file",
                                properties.serviceTokenFile().toPath()),
                        errors),
                1);
    }

    @Bean
    FilterRegistrationBean<BodyLimitFilter> bodyLimitFilter(InferenceProperties properties, ErrorResponses errors) {
        return first(new BodyLimitFilter(properties.maxBody(), errors), 2);
    }

    @Bean
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> tomcat() {
        return factory -> {
            factory.setProtocol(WatchfulHttp11Protocol.class.getName());
            factory.addContextValves(new ConnectionValve());
            JsonErrorReportValve.installIn(factory);
        };
    }

    @Bean
    RequestLog requestLog(ServedModel model, MeterRegistry registry) {
        return new RequestLog(model, registry);
    }

    @Bean
    EngineMeters engineMeters(LoopEngine engine, BoundedQueue queue) {
        return new EngineMeters(engine, queue);
    }

    @Bean
    AnswerRelay answerRelay(Admissions admissions, JsonMapper json, RequestLog log, InferenceProperties properties) {
        return new AnswerRelay(admissions, json, log, properties.keepAlive());
    }

    private static <F extends Filter> FilterRegistrationBean<F> first(F filter, int place) {
        var registration = new FilterRegistrationBean<>(filter);
        registration.setOrder(Ordered.HIGHEST_PRECEDENCE + place);
        return registration;
    }
}
