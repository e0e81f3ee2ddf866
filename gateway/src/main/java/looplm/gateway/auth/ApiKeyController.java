package looplm.gateway.auth;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import looplm.gateway.error.GatewayException;
import looplm.wire.ErrorCode;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** {@code /admin/keys}: makes, lists and revokes keys, behind the console's login. */
@RestController
@RequestMapping("/admin/keys")
final class ApiKeyController {

    private static final int LONGEST_NAME = 100;

    private final ApiKeys keys;
    private final InstantSource clock;

    ApiKeyController(ApiKeys keys, InstantSource clock) {
        this.keys = keys;
        this.clock = clock;
    }

    /** What a new key shall be. */
    record NewKey(
            @Nullable String name,
            @Nullable Set<ApiKey.Scope> scopes,
            @JsonProperty("expires_at") @Nullable Instant expiresAt) {}

    /** A key as it is listed. */
    record ListedKey(
            UUID id,
            String name,
            Set<ApiKey.Scope> scopes,
            boolean enabled,
            @JsonProperty("created_at") Instant createdAt,
            @JsonProperty("expires_at") @Nullable Instant expiresAt) {

        static ListedKey of(ApiKey key) {
            return new ListedKey(key.id(), key.name(), key.scopes(), key.enabled(), key.createdAt(), key.expiresAt());
        }
    }

    record KeyList(List<ListedKey> keys) {}

    /**
     * @param key the secret: told here and never again
     */
    record CreatedKey(ListedKey details, String key) {}

    @GetMapping
    Mono<KeyList> list() {
        return keys.list()
                .map(found -> new KeyList(found.stream().map(ListedKey::of).toList()));
    }

    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    Mono<CreatedKey> create(@RequestBody NewKey wanted) {
        String name = checkedName(wanted.name());
        Set<ApiKey.Scope> scopes = wanted.scopes() == null ? Set.of() : wanted.scopes();
        Instant expiresAt = wanted.expiresAt();
        if (expiresAt != null && !expiresAt.isAfter(clock.instant())) {
            throw GatewayException.invalid("expires_at", expiresAt, "a time to come");
        }
        var secret = KeySecret.random();
        return keys.create(name, secret, scopes, expiresAt)
                .map(key -> new CreatedKey(ListedKey.of(key), secret.text()))
                .switchIfEmpty(Mono.error(() -> GatewayException.invalid("name", name, "a name that no key has")));
    }

    @DeleteMapping("/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    Mono<Void> revoke(@PathVariable("id") UUID id) {
        return keys.revoke(id)
                .filter(found -> found)
                .switchIfEmpty(Mono.error(
                        () -> new GatewayException(ErrorCode.NOT_FOUND, "id: " + id + " (expected: a key's id)")))
                .then();
    }

    private static String checkedName(@Nullable String name) {
        String stripped = name == null ? "" : name.strip();
        boolean plain = stripped.codePoints().noneMatch(Character::isISOControl);
        if (stripped.isEmpty() || stripped.length() > LONGEST_NAME || !plain) {
            throw GatewayException.invalid("name", name, "1 to " + LONGEST_NAME + " characters");
        }
        return stripped;
    }
}
