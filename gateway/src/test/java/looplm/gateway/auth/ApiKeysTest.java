package looplm.gateway.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import looplm.gateway.database.Database;
import looplm.gateway.error.GatewayException;
import looplm.testing.TestPostgres;
import looplm.wire.ErrorCode;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.DefaultApplicationArguments;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

class ApiKeysTest {

    private static final TestPostgres.Database POSTGRES = TestPostgres.newDatabase();
    private static final Database DATABASE = new Database(2, 10);

    private static ApiKeyStore store;

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-01-01T00:00:00Z"));
    private final ApiKeys keys = new ApiKeys(store, DATABASE, now::get, Duration.ofHours(1), 100);

    @BeforeAll
    static void migrate() {
        var source = new DriverManagerDataSource(POSTGRES.jdbcUrl(), "looplm_gateway", "");
        Flyway.configure()
                .dataSource(POSTGRES.jdbcUrl(), "looplm_gateway_owner", "")
                .defaultSchema("gateway")
                .load()
                .migrate();
        store = new ApiKeyStore(JdbcClient.create(source));
    }

    @AfterAll
    static void close() {
        DATABASE.close();
    }

    @BeforeEach
    void empty() throws SQLException {
        POSTGRES.execute("looplm_gateway", "DELETE FROM api_key");
    }

    @Test
    void find_givesTheKey_whenTheSecretIsRight() {
        var secret = KeySecret.random();
        ApiKey made = create("a", secret, null);

        assertThat(find(secret)).contains(made);
        assertThat(made.scopes()).containsExactly(ApiKey.Scope.TRACE);
        assertThat(find(KeySecret.random())).isEmpty();
        assertThat(find(new KeySecret("x".repeat(KeySecret.LONGEST + 1)))).isEmpty();
    }

    @Test
    void find_isEmpty_whenTheKeyIsExpired() {
        var secret = KeySecret.random();
        create("a", secret, now.get().plusSeconds(60));

        assertThat(find(secret)).isPresent();
        now.updateAndGet(time -> time.plusSeconds(60));
        assertThat(find(secret)).isEmpty();
    }

    @Test
    void find_isEmptyAtOnce_whenTheKeyIsRevokedHere() {
        var secret = KeySecret.random();
        ApiKey made = create("a", secret, null);
        assertThat(find(secret)).isPresent();

        assertThat(keys.revoke(made.id()).blockOptional()).contains(true);

        assertThat(find(secret)).isEmpty();
        assertThat(keys.list().blockOptional().orElseThrow())
                .singleElement()
                .satisfies(key -> assertThat(key.enabled()).isFalse());
    }

    @Test
    void find_asksTheDatabaseOnce_whileTheKeyIsRemembered() throws SQLException {
        var secret = KeySecret.random();
        create("a", secret, null);
        assertThat(find(secret)).isPresent();

        POSTGRES.execute("looplm_gateway", "DELETE FROM api_key");

        assertThat(find(secret)).isPresent();
    }

    @Test
    void find_refusesUnknownSecrets_whileManyAreLookedUp_andNoKeyInUse() throws Exception {
        var secret = KeySecret.random();
        ApiKey made = create("a", secret, null);
        try (var database = new Database(2, 1000);
                Connection lock = POSTGRES.connect("looplm_gateway")) {
            var busy = new ApiKeys(store, database, now::get, Duration.ZERO, 1000);
            assertThat(busy.find(secret).blockOptional()).contains(made);
            lock.setAutoCommit(false);
            lock.createStatement().execute("LOCK TABLE api_key IN ACCESS EXCLUSIVE MODE");
            for (int i = 0; i < 64; i++) {
                busy.find(KeySecret.random()).subscribe();
            }

            assertThatThrownBy(() -> busy.find(KeySecret.random()).block())
                    .isInstanceOfSatisfying(
                            GatewayException.class,
                            refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.TOO_MANY_REQUESTS));
            CompletableFuture<ApiKey> inUse = busy.find(secret).toFuture();
            lock.rollback();
            assertThat(inUse.get(20, TimeUnit.SECONDS)).isEqualTo(made);
        }
    }

    @Test
    void create_isEmpty_whenTheNameIsTaken() {
        create("a", KeySecret.random(), null);

        assertThat(keys.create("a", KeySecret.random(), Set.of(), null).blockOptional())
                .isEmpty();
    }

    @Test
    void store_keepsTheHashOnly() throws SQLException {
        var secret = KeySecret.random();
        create("a", secret, null);

        try (var connection = POSTGRES.connect("looplm_gateway");
                var rows = connection.createStatement().executeQuery("SELECT k::text FROM api_key k")) {
            assertThat(rows.next()).isTrue();
            assertThat(rows.getString(1)).contains(secret.hash()).doesNotContain(secret.text());
        }
        assertThat(secret.toString()).doesNotContain(secret.text());
    }

    @Test
    void secret_hasTheSha256ThatOthersCompute() {
        assertThat(new KeySecret("abc").hash())
                .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        assertThat(KeySecret.random().text()).matches("looplm_[A-Za-z0-9_-]{43}");
    }

    @Test
    void demoKey_existsAsLongAsItsFileIsConfigured(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("demo"), "looplm_first-demo-key-of-all\n");
        new DemoKey(store, Optional.of(file)).run(new DefaultApplicationArguments());
        assertThat(store.findByHash(new KeySecret("looplm_first-demo-key-of-all").hash()))
                .isPresent();

        Files.writeString(file, "looplm_second-demo-key-of-all");
        new DemoKey(store, Optional.of(file)).run(new DefaultApplicationArguments());
        assertThat(store.findByHash(new KeySecret("looplm_first-demo-key-of-all").hash()))
                .isEmpty();
        assertThat(store.findByHash(new KeySecret("looplm_second-demo-key-of-all").hash()))
                .get()
                .satisfies(key -> assertThat(key.name()).isEqualTo("demo"));

        new DemoKey(store, Optional.empty()).run(new DefaultApplicationArguments());
        assertThat(store.list()).isEmpty();
    }

    @Test
    void demoKey_failsTheStart_whenItsFileHoldsNoSecret(@TempDir Path folder) throws Exception {
        Path shortKey = Files.writeString(folder.resolve("short"), "abc");
        Path empty = Files.writeString(folder.resolve("empty"), "\n");

        for (Path file : new Path[] {shortKey, empty, folder.resolve("missing")}) {
            assertThatThrownBy(() -> new DemoKey(store, Optional.of(file)).run(new DefaultApplicationArguments()))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("looplm.gateway.demo-key-file");
        }
    }

    private Optional<ApiKey> find(KeySecret secret) {
        return keys.find(secret).blockOptional();
    }

    private ApiKey create(String name, KeySecret secret, Instant expiresAt) {
        return keys.create(name, secret, Set.of(ApiKey.Scope.TRACE), expiresAt)
                .blockOptional()
                .orElseThrow();
    }
}
