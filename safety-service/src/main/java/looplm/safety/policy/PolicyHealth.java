package looplm.safety.policy;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/** A refused policy file is an alarm, not an outage: the service goes on with the old one, so the status stays UP. */
public final class PolicyHealth implements HealthIndicator {

    private final PolicyStore store;

    public PolicyHealth(PolicyStore store) {
        this.store = store;
    }

    @Override
    public Health health() {
        var health =
                Health.up().withDetail("version", store.current().version()).withDetail("source", store.sourceName());
        store.rejection().ifPresent(why -> health.withDetail("rejected", why));
        return health.build();
    }
}
