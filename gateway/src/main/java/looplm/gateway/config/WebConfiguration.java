package looplm.gateway.config;

import java.time.InstantSource;
import looplm.gateway.audit.AuditLog;
import looplm.gateway.chat.ChatProxy;
import looplm.gateway.error.ErrorWriter;
import looplm.gateway.error.RequestIds;
import looplm.gateway.routing.InferenceClient;
import looplm.gateway.routing.RouteTable;
import looplm.gateway.safety.SafetyClient;
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
    ErrorWriter errorWriter(JsonMapper json) {
        return new ErrorWriter(json);
    }

    @Bean
    ChatProxy chatProxy(
            AuditLog audit,
            InstantSource clock,
            RouteTable routes,
            SafetyClient safety,
            InferenceClient inference,
            ErrorWriter errors,
            JsonMapper json,
            GatewayProperties properties) {
        return new ChatProxy(audit, clock, routes, safety, inference, errors, json, properties.maxBody());
    }
}
