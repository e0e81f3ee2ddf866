package looplm.gateway.auth;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import looplm.gateway.database.Database;
import looplm.gateway.error.GatewayException;
import looplm.wire.ErrorCode;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Looks keys up and changes them. Look-ups, misses too, are remembered for a short while: so long may a key that another
 * replica revoked still be accepted here.
 */
public final class ApiKeys {

    /** Look-ups at once of secrets that no key was found for before: a flood of made-up ones leaves room for the others. */
    private static final int STRANGERS = 64;

    private static final Duration KNOWN_FOR = Duration.ofHours(1);

    private final ApiKeyStore store;
    private final Database database;
    private final InstantSource clock;
    private final AsyncCache<String, Optional<ApiKey>> byHash;
    private final Cache<String, Boolean> known;
    private final Semaphore strangers = new Semaphore(STRANGERS);

    /**
     * @param remembered hashes at most in memory
     */
    public ApiKeys(ApiKeyStore store, Database database, InstantSource clock, Duration cacheFor, long remembered) {
        this.store = store;
        this.database = database;
        this.clock = clock;
        this.byHash = Caffeine.newBuilder()
                .expireAfterWrite(cacheFor)
                .maximumSize(remembered)
                .buildAsync();
        this.known = Caffeine.newBuilder()
                .expireAfterAccess(KNOWN_FOR)
                .maximumSize(remembered)
                .build();
    }

    /**
     * @return the key that {@code secret} opens; empty if there is none, or it is revoked or expired. Errors with {@link
     *     ErrorCode#TOO_MANY_REQUESTS} while too many unknown secrets are looked up
     */
    public Mono<ApiKey> find(KeySecret secret) {
        if (secret.text().length() > KeySecret.LONGEST) {
            return Mono.empty();
        }
        String hash = secret.hash();
        // the look-up is shared by all who wait for it: one client that leaves must not cancel it
        return Mono.fromFuture(() -> byHash.get(hash, (key, _) -> lookUp(key)), true)
                .flatMap(Mono::justOrEmpty)
                .filter(key -> key.isValidAt(clock.instant()));
    }

    private CompletableFuture<Optional<ApiKey>> lookUp(String hash) {
        if (known.getIfPresent(hash) != null) {
            return ask(hash);
        }
        if (!strangers.tryAcquire()) {
            return CompletableFuture.failedFuture(
                    new GatewayException(ErrorCode.TOO_MANY_REQUESTS, "Too many unknown keys are looked up."));
        }
        return ask(hash).whenComplete((found, _) -> {
            strangers.release();
            if (found != null && found.isPresent()) {
                known.put(hash, true);
            }
        });
    }

    private CompletableFuture<Optional<ApiKey>> ask(String hash) {
        return database.call(() -> store.findByHash(hash)).toFuture().thenApply(Objects::requireNonNull);
    }

    public Mono<List<ApiKey>> list() {
        return database.call(store::list);
    }

    /**
     * @return empty if the name is taken
     */
    public Mono<ApiKey> create(String name, KeySecret secret, Set<ApiKey.Scope> scopes, @Nullable Instant expiresAt) {
        return database.call(() -> store.create(name, secret, scopes, expiresAt))
                .doOnNext(_ -> byHash.synchronous().invalidate(secret.hash()))
                .flatMap(Mono::justOrEmpty);
    }

    /**
     * @return whether there was such a key
     */
    public Mono<Boolean> revoke(UUID id) {
        return database.call(() -> store.revoke(id))
                .doOnNext(revoked -> revoked.ifPresent(byHash.synchronous()::invalidate))
                .map(Optional::isPresent);
    }
}
