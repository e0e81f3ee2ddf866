package looplm.gateway.config;

import com.zaxxer.hikari.HikariDataSource;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import java.util.Optional;
import looplm.edge.ServiceToken;
import looplm.gateway.audit.AuditHealth;
import looplm.gateway.audit.AuditLog;
import looplm.gateway.audit.AuditStore;
import looplm.gateway.auth.ApiKeyStore;
import looplm.gateway.auth.ApiKeys;
import looplm.gateway.auth.DemoKey;
import looplm.gateway.database.Database;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/** Keys, audit and secrets. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(GatewayProperties.class)
class StorageConfiguration {

    private static final int WAITING_CALLS = 1000;
    private static final long REMEMBERED_KEYS = 10_000;

    @Bean
    InstantSource clock() {
        return InstantSource.system();
    }

    @Bean
    ServiceToken serviceToken(GatewayProperties properties) {
        return ServiceToken.read("looplm.gateway.service-token-file", properties.serviceTokenFile());
    }

    @Bean
    Database database(HikariDataSource pool) {
        return new Database(pool.getMaximumPoolSize(), WAITING_CALLS);
    }

    @Bean
    ApiKeyStore apiKeyStore(JdbcClient jdbc) {
        return new ApiKeyStore(jdbc);
    }

    @Bean
    ApiKeys apiKeys(ApiKeyStore store, Database database, InstantSource clock, GatewayProperties properties) {
        return new ApiKeys(store, database, clock, properties.keyCache(), REMEMBERED_KEYS);
    }

    @Bean
    DemoKey demoKey(ApiKeyStore store, GatewayProperties properties) {
        return new DemoKey(store, Optional.ofNullable(properties.demoKeyFile()));
    }

    @Bean
    AuditStore auditStore(JdbcTemplate jdbc, TransactionTemplate transactions) {
        return new AuditStore(jdbc, transactions);
    }

    @Bean
    AuditLog auditLog(AuditStore store, GatewayProperties properties, MeterRegistry meters) {
        return new AuditLog(store, properties.audit(), meters);
    }

    @Bean("audit")
    AuditHealth auditHealth(AuditLog log) {
        return new AuditHealth(log);
    }
}
