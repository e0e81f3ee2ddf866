package looplm.gateway.upstream;

import java.util.List;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/**
 * Shows the breakers in {@code /actuator/health}. Always up: with an open breaker the gateway still answers, and truly,
 * so it must not be taken out of service.
 */
public final class BreakerHealth implements HealthIndicator {

    private final List<Guard> guards;

    public BreakerHealth(List<Guard> guards) {
        this.guards = List.copyOf(guards);
    }

    @Override
    public Health health() {
        var health = Health.up();
        guards.forEach(guard -> health.withDetail(guard.name(), guard.state().name()));
        return health.build();
    }
}
