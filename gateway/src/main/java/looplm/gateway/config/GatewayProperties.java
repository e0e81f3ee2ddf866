package looplm.gateway.config;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import looplm.gateway.audit.AuditSettings;
import looplm.gateway.console.ConsoleSettings;
import looplm.gateway.door.AddressBlock;
import looplm.gateway.door.ConnectionSettings;
import looplm.gateway.door.MemorySettings;
import looplm.gateway.routing.InferenceSettings;
import looplm.gateway.safety.FailMode;
import looplm.gateway.safety.SafetySettings;
import looplm.gateway.shedding.SheddingSettings;
import org.hibernate.validator.constraints.time.DurationMin;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * Every setting of the gateway.
 *
 * @param serviceTokenFile holds the secret that the services show one another
 * @param failMode what becomes of requests while safety-service cannot be asked
 * @param demoKeyFile holds the secret of the key {@code demo}; without it there is no such key
 * @param maxBody longest request body
 * @param probePort serves {@code /actuator} as well, out of clients' reach; without it there is no such port
 * @param trustedProxies whose word counts about the client they speak for
 * @param keyCache how long a key is taken as it was: so long a revoked one may pass on other replicas
 */
@Validated
@ConfigurationProperties(value = "looplm.gateway", ignoreUnknownFields = false)
public record GatewayProperties(
        @NotNull Path serviceTokenFile,
        @DefaultValue("http://127.0.0.1:8081") URI inferenceUrl,
        @DefaultValue("http://127.0.0.1:8082") URI safetyUrl,
        @DefaultValue("http://127.0.0.1:8083") URI evalUrl,
        @DefaultValue("CLOSED") FailMode failMode,
        @Nullable Path demoKeyFile,
        @DefaultValue("2MB") DataSize maxBody,
        @Nullable @Min(1) @Max(65535) Integer probePort,
        @DefaultValue("5s") @DurationMin(millis = 0) Duration keyCache,
        @DefaultValue List<AddressBlock> trustedProxies,
        @DefaultValue @Valid ConnectionSettings connections,
        @DefaultValue @Valid MemorySettings memory,
        @DefaultValue @Valid SheddingSettings shedding,
        @DefaultValue @Valid InferenceSettings inference,
        @DefaultValue @Valid SafetySettings safety,
        @DefaultValue @Valid AuditSettings audit,
        @DefaultValue @Valid ConsoleSettings console) {

    private static final DataSize SMALLEST_BODY = DataSize.ofKilobytes(1);
    private static final DataSize LARGEST_BODY = DataSize.ofMegabytes(64);

    public GatewayProperties {
        trustedProxies = List.copyOf(trustedProxies);
        if (maxBody.compareTo(SMALLEST_BODY) < 0 || maxBody.compareTo(LARGEST_BODY) > 0) {
            throw new IllegalArgumentException("max-body: " + maxBody + " (expected: 1KB..64MB)");
        }
        requireHttp("inference-url", inferenceUrl);
        requireHttp("safety-url", safetyUrl);
        requireHttp("eval-url", evalUrl);
    }

    private static void requireHttp(String name, URI address) {
        if (address.getHost() == null || !("http".equals(address.getScheme()) || "https".equals(address.getScheme()))) {
            throw new IllegalArgumentException(name + ": " + address + " (expected: http://HOST:PORT)");
        }
    }
}
