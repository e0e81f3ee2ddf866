package looplm.gateway.auth;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Keys in PostgreSQL. Every call blocks: not for the event loop. */
public final class ApiKeyStore {

    private static final String COLUMNS = "id, name, scopes, enabled, created_at, expires_at";

    private final JdbcClient jdbc;

    public ApiKeyStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * @param hash of the secret, as {@link KeySecret#hash()} gives it
     */
    public Optional<ApiKey> findByHash(String hash) {
        return jdbc.sql("SELECT " + COLUMNS + " FROM api_key WHERE hash = :hash")
                .param("hash", hash)
                .query(ApiKeyStore::read)
                .optional();
    }

    /** Newest first. */
    public List<ApiKey> list() {
        return jdbc.sql("SELECT " + COLUMNS + " FROM api_key ORDER BY created_at DESC, id")
                .query(ApiKeyStore::read)
                .list();
    }

    /**
     * @return empty if the name is taken
     */
    public Optional<ApiKey> create(
            String name, KeySecret secret, Set<ApiKey.Scope> scopes, @Nullable Instant expiresAt) {
        return jdbc.sql(
                        "INSERT INTO api_key (id, name, hash, scopes, expires_at) VALUES (:id, :name, :hash, :scopes, :expires_at)"
                                + " ON CONFLICT (name) DO NOTHING RETURNING " + COLUMNS)
                .param("id", UUID.randomUUID())
                .param("name", name)
                .param("hash", secret.hash())
                .param("scopes", names(scopes))
                .param("expires_at", timestamp(expiresAt))
                .query(ApiKeyStore::read)
                .optional();
    }

    /**
     * @return the hash of the key that was revoked; empty if there is none of this id
     */
    public Optional<String> revoke(UUID id) {
        return jdbc.sql("UPDATE api_key SET enabled = false WHERE id = :id RETURNING hash")
                .param("id", id)
                .query(String.class)
                .optional();
    }

    /** Makes {@code secret} the one valid secret of the key {@code name}, whatever the key was before. */
    public void put(String name, KeySecret secret) {
        jdbc.sql("INSERT INTO api_key (id, name, hash) VALUES (:id, :name, :hash) ON CONFLICT (name)"
                        + " DO UPDATE SET hash = excluded.hash, enabled = true, expires_at = NULL")
                .param("id", UUID.randomUUID())
                .param("name", name)
                .param("hash", secret.hash())
                .update();
    }

    public void remove(String name) {
        jdbc.sql("DELETE FROM api_key WHERE name = :name").param("name", name).update();
    }

    private static ApiKey read(ResultSet row, int number) throws SQLException {
        var scopes = (String[]) row.getArray("scopes").getArray();
        var expiresAt = row.getObject("expires_at", OffsetDateTime.class);
        return new ApiKey(
                row.getObject("id", UUID.class),
                row.getString("name"),
                Arrays.stream(scopes).map(ApiKey.Scope::of).collect(Collectors.toUnmodifiableSet()),
                row.getBoolean("enabled"),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                expiresAt == null ? null : expiresAt.toInstant());
    }

    private static String[] names(Set<ApiKey.Scope> scopes) {
        return scopes.stream().map(ApiKey.Scope::text).sorted().toArray(String[]::new);
    }

    private static @Nullable OffsetDateTime timestamp(@Nullable Instant instant) {
        return instant == null ? null : instant.atOffset(ZoneOffset.UTC);
    }
}
