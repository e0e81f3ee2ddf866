package looplm.inference.config;

import java.time.Duration;
import looplm.inference.engine.EngineThread;
import looplm.inference.engine.LoopEngine;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Whether the engine lives (its heartbeat, not that of HTTP) and whether it takes requests. */
@Configuration(proxyBeanMethods = false)
class EngineHealth {

    /** Part of liveness: a service whose engine is stuck or dead is to be restarted. */
    @Bean
    HealthIndicator engineBeatHealthIndicator(EngineThread thread, LoopEngine engine, InferenceProperties properties) {
        return () -> beat(thread.alive(), engine.sinceLastTick(), properties.stallLimit());
    }

    /** Part of readiness: warmed up, not draining. */
    @Bean
    HealthIndicator engineReadyHealthIndicator(EngineThread thread) {
        return () -> (thread.accepting() ? Health.up() : Health.outOfService()).build();
    }

    static Health beat(boolean alive, Duration sinceLastTick, Duration limit) {
        boolean beats = alive && sinceLastTick.compareTo(limit) <= 0;
        return (beats ? Health.up() : Health.down())
                .withDetail("alive", alive)
                .withDetail("msSinceLastTick", sinceLastTick.toMillis())
                .build();
    }
}
