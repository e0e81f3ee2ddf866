package looplm.launcher.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StartCacheTest {

    @TempDir
    private Path folder;

    private Path jar;

    @BeforeEach
    void build() throws Exception {
        jar = Files.writeString(folder.resolve("gateway-0.1.0.jar"), "one");
        Files.setLastModifiedTime(jar, FileTime.fromMillis(1000));
    }

    @Test
    void cache_isAnother_forEachBuildAndService() throws Exception {
        StartCache first = cache(Service.GATEWAY);
        assertThat(cache(Service.GATEWAY)).isEqualTo(first);
        assertThat(cache(Service.SAFETY).file()).isNotEqualTo(first.file());

        Files.setLastModifiedTime(jar, FileTime.fromMillis(2000));
        StartCache later = cache(Service.GATEWAY);
        Files.writeString(jar, "longer");
        Files.setLastModifiedTime(jar, FileTime.fromMillis(2000));

        assertThat(later).isNotEqualTo(first);
        assertThat(cache(Service.GATEWAY)).isNotIn(first, later);
    }

    @Test
    void cache_isTheSame_forADataDirectoryElsewhere() throws Exception {
        Path copy = Files.createDirectory(folder.resolve("elsewhere")).resolve(jar.getFileName());
        Files.copy(jar, copy);
        Files.setLastModifiedTime(copy, Files.getLastModifiedTime(jar));

        assertThat(StartCache.of(folder, Service.GATEWAY, copy)).isEqualTo(cache(Service.GATEWAY));
    }

    @Test
    void jvm_startsWithoutIt_untilThereIsOne() throws Exception {
        StartCache cache = cache(Service.GATEWAY);
        var start = new JvmStart.Cached(cache);
        assertThat(start.options()).isEmpty();

        Files.writeString(cache.file(), "made meanwhile");

        assertThat(start.options()).contains("-XX:AOTCache=" + cache.file());
    }

    @Test
    void jvm_isHeldBack_onlyWhileItRecords() {
        assertThat(new JvmStart.Recorded(folder).options()).anyMatch(option -> option.startsWith("-XX:Tier4"));
        for (Service service : Service.values()) {
            assertThat(ServiceProgram.options(service)).noneMatch(option -> option.contains("Tier"));
        }
    }

    @Test
    void deleteOthers_dropsEarlierBuilds_ofTheSameServiceOnly() throws Exception {
        Path old = Files.writeString(folder.resolve("gateway-0123456789abcdef.aot"), "");
        Path cutOff = Files.writeString(folder.resolve("gateway-0123456789abcdef.aot.new"), "");
        Path another = Files.writeString(folder.resolve("safety-0123456789abcdef.aot"), "");
        Path launcher = Files.writeString(folder.resolve("looplm-1.aot"), "");
        StartCache cache = cache(Service.GATEWAY);
        Files.writeString(cache.file(), "");

        cache.deleteOthers();

        assertThat(old).doesNotExist();
        assertThat(cutOff).doesNotExist();
        assertThat(cache.file()).exists();
        assertThat(another).exists();
        assertThat(launcher).exists();
        assertThat(jar).exists();
    }

    private StartCache cache(Service service) throws Exception {
        return StartCache.of(folder, service, jar);
    }
}
