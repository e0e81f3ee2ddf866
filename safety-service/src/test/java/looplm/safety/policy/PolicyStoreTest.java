package looplm.safety.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import looplm.edge.SettingException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PolicyStoreTest {

    private static final String VALID = "format: 1\ncategories: {S1: {name: a}}\n";

    @TempDir
    Path folder;

    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private Path file;
    private PolicyStore store;

    @BeforeEach
    void start() throws IOException {
        file = Files.writeString(folder.resolve("policy.yaml"), VALID);
        store = new PolicyStore(new PolicySource.OfFile(file), metrics);
    }

    @Test
    void refresh_takesTheNewFile_whenItIsValid() throws IOException {
        String before = store.current().version();
        Files.writeString(file, VALID + "# changed\n");

        store.refresh();

        assertThat(store.current().version()).isNotEqualTo(before);
        assertThat(reloads("applied")).isEqualTo(1);
        assertThat(store.rejection()).isEmpty();
    }

    @Test
    void refresh_keepsTheOldOneAndAlarmsOnce_whenTheFileIsInvalid() throws IOException {
        var before = store.current();
        Files.writeString(file, "format: 7\n");

        store.refresh();
        store.refresh();

        assertThat(store.current()).isSameAs(before);
        assertThat(reloads("rejected")).isEqualTo(1);
        assertThat(alarm()).isEqualTo(1);
        assertThat(new PolicyHealth(store).health().getDetails().get("rejected"))
                .asString()
                .contains(file.toString(), "format: 7 (expected: 1)");
    }

    @Test
    void refresh_endsTheAlarm_whenTheFileIsMended() throws IOException {
        Files.writeString(file, "format: 7\n");
        store.refresh();
        Files.writeString(file, VALID);

        store.refresh();

        assertThat(alarm()).isZero();
        assertThat(store.rejection()).isEmpty();
    }

    @Test
    void refresh_endsTheAlarm_whenAVanishedFileComesBack() throws IOException {
        Files.delete(file);
        store.refresh();
        assertThat(store.rejection()).get().asString().contains("not readable");
        Files.writeString(file, VALID);

        store.refresh();

        assertThat(store.rejection()).isEmpty();
    }

    @Test
    void start_fails_whenThereIsNoFile() {
        assertThatThrownBy(() -> new PolicyStore(new PolicySource.OfFile(folder.resolve("none.yaml")), metrics))
                .isInstanceOf(SettingException.class)
                .hasMessageContaining("none.yaml: not readable");
    }

    private double reloads(String outcome) {
        return metrics.counter("looplm.safety.policy.reloads", "outcome", outcome)
                .count();
    }

    private double alarm() {
        return metrics.get("looplm.safety.policy.rejected").gauge().value();
    }
}
