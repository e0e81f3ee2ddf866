package looplm.gateway.audit;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/** Not ready while what is done cannot be recorded, neither in the database nor in the spill file. */
public final class AuditHealth implements HealthIndicator {

    private final AuditLog log;

    public AuditHealth(AuditLog log) {
        this.log = log;
    }

    @Override
    public Health health() {
        return (log.isKeeping() ? Health.up() : Health.outOfService()).build();
    }
}
