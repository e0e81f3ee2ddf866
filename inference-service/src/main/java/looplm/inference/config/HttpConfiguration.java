package looplm.inference.config;

import io.micrometer.core.instrument.MeterRegistry;
import looplm.edge.ServiceToken;
import looplm.edge.servlet.BodyLimitFilter;
import looplm.edge.servlet.ErrorHandling;
import looplm.edge.servlet.ErrorResponses;
import looplm.edge.servlet.HttpServer;
import looplm.edge.servlet.RequestIdFilter;
import looplm.edge.servlet.ServiceTokenFilter;
import looplm.inference.admission.Admissions;
import looplm.inference.admission.BoundedQueue;
import looplm.inference.admission.ServedModel;
import looplm.inference.engine.LoopEngine;
import looplm.inference.http.AnswerRelay;
import looplm.inference.http.OpenAiJson;
import looplm.inference.http.RequestLog;
import org.springframework.boot.jackson.autoconfigure.JsonMapperBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import tools.jackson.databind.json.JsonMapper;

/** The service's HTTP edge, in order: request id, service token, body limit. */
@Configuration(proxyBeanMethods = false)
@Import(ErrorHandling.class)
class HttpConfiguration {

    @Bean
    JsonMapperBuilderCustomizer strictJson() {
        return OpenAiJson::configure;
    }

    @Bean
    RequestIdFilter requestIdFilter() {
        return new RequestIdFilter(false);
    }

    @Bean
    ServiceTokenFilter serviceTokenFilter(InferenceProperties properties, ErrorResponses errors) {
        var token = ServiceToken.read(
                "looplm.inference.service-token-file",
                properties.serviceTokenFile().toPath());
        return new ServiceTokenFilter(token, errors);
    }

    @Bean
    BodyLimitFilter bodyLimitFilter(InferenceProperties properties, ErrorResponses errors) {
        return new BodyLimitFilter(properties.http().bodies(properties.maxBody()), errors);
    }

    @Bean
    HttpServer httpServer(InferenceProperties properties) {
        return new HttpServer(properties.http(), properties.probePort());
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
}
