package looplm.gateway.config;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import java.util.List;
import looplm.edge.ServiceToken;
import looplm.gateway.audit.AuditLog;
import looplm.gateway.audit.AuditStore;
import looplm.gateway.audit.LostRequests;
import looplm.gateway.door.LongWork;
import looplm.gateway.routing.AnswerReader;
import looplm.gateway.routing.InferenceClient;
import looplm.gateway.routing.RouteTable;
import looplm.gateway.safety.SafetyClient;
import looplm.gateway.upstream.BreakerHealth;
import looplm.gateway.upstream.Guard;
import looplm.gateway.upstream.ServiceClients;
import looplm.gateway.upstream.Upstream;
import looplm.gateway.upstream.UpstreamFailures;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.reactive.function.client.WebClient;
import tools.jackson.databind.json.JsonMapper;

/** The services behind the gateway. */
@Configuration(proxyBeanMethods = false)
class UpstreamConfiguration {

    @Bean
    ServiceClients serviceClients(WebClient.Builder builder, ServiceToken token) {
        return new ServiceClients(builder, token);
    }

    @Bean
    Guard inferenceGuard(GatewayProperties properties, MeterRegistry meters) {
        return new Guard(Upstream.INFERENCE, properties.inference().limits(), meters);
    }

    @Bean
    Guard safetyGuard(GatewayProperties properties, MeterRegistry meters) {
        return new Guard(Upstream.SAFETY, properties.safety().limits(), meters);
    }

    @Bean
    BreakerHealth circuitBreakers(Guard inferenceGuard, Guard safetyGuard) {
        return new BreakerHealth(List.of(inferenceGuard, safetyGuard));
    }

    @Bean
    InferenceClient inferenceClient(
            ServiceClients clients,
            Guard inferenceGuard,
            GatewayProperties properties,
            LongWork longWork,
            JsonMapper json) {
        var settings = properties.inference();
        WebClient http = clients.to(
                properties.inferenceUrl(), "inference", settings.limits().maxConcurrent());
        var failures = new UpstreamFailures(Upstream.INFERENCE, json);
        int longest = properties.memory().longestAnswerBytes();
        var answers = new AnswerReader(json, longWork, longest, failures);
        return new InferenceClient(http, inferenceGuard, failures, settings, json, answers);
    }

    @Bean
    LostRequests lostRequests(
            AuditStore store,
            AuditLog log,
            InferenceClient inference,
            GatewayProperties properties,
            InstantSource clock) {
        int ofAnAnswer = properties.inference().limits().attempts();
        int mostTries = 2 * ofAnAnswer; // an answer that safety deepens is made again
        return new LostRequests(store, log, inference::end, properties.audit().deadAfter(), mostTries, clock);
    }

    @Bean
    RouteTable routeTable(InferenceClient inference, GatewayProperties properties, JsonMapper json) {
        return new RouteTable(inference, json, properties.inference().modelsFor());
    }

    @Bean
    SafetyClient safetyClient(
            ServiceClients clients, Guard safetyGuard, GatewayProperties properties, JsonMapper json) {
        var settings = properties.safety();
        WebClient http =
                clients.to(properties.safetyUrl(), "safety", settings.limits().maxConcurrent());
        return new SafetyClient(
                http,
                safetyGuard,
                new UpstreamFailures(Upstream.SAFETY, json),
                settings.timeout(),
                properties.failMode());
    }
}
