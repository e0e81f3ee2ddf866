package looplm.model.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import looplm.model.hub.TestingHubServer;
import looplm.testing.CommandProcess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code pull} in a process of its own: what a terminal and an environment do to it. */
class PullProcessIT {

    private static final String SHARD = "model-00002-of-00002.safetensors";
    private static final int SENT = 100_000;
    private static final int INTERRUPTED = 128 + 2;

    @TempDir
    private Path folder;

    @Test
    void pull_goesOnWhereCtrlCEndedIt_withHubAndTokenFromTheEnvironment() throws Exception {
        Path golden = Path.of(Objects.requireNonNull(getClass().getResource("/golden/tiny-b/checkpoint"))
                .toURI());
        var release = new CountDownLatch(1);
        try (var hub = TestingHubServer.start().serve(golden)) {
            hub.next(SHARD, hub.stallAfter(SHARD, SENT, release));
            Process interrupted = pull(hub);
            await().atMost(Duration.ofMinutes(1)).until(() -> partBytes() == SENT);
            new ProcessBuilder("kill", "-INT", Long.toString(interrupted.pid())).start();
            assertThat(CommandProcess.exitCode(interrupted)).isEqualTo(INTERRUPTED);
            assertThat(folder.resolve("tiny")).isDirectoryNotContaining("glob:**.safetensors");

            release.countDown();
            Process again = pull(hub);
            String told = new String(again.getInputStream().readAllBytes(), UTF_8);
            assertThat(CommandProcess.exitCode(again)).as(told).isZero();
            assertThat(hub.seen(SHARD).getLast().range()).contains("bytes=" + SENT + "-");
            assertThat(hub.seen()).allMatch(request -> request.authorization().equals(Optional.of("Bearer hf_test")));
        }
        assertThat(folder.resolve("tiny").resolve(SHARD)).hasSameBinaryContentAs(golden.resolve(SHARD));
    }

    private Process pull(TestingHubServer hub) throws IOException {
        ProcessBuilder builder = CommandProcess.of(
                        ModelCommand.class,
                        "pull",
                        TestingHubServer.REPOSITORY,
                        "--out",
                        folder.resolve("tiny").toString())
                .redirectErrorStream(true);
        builder.environment().put("HF_ENDPOINT", hub.url());
        builder.environment().put("HF_TOKEN", "hf_test");
        return builder.start();
    }

    /** Bytes of the shard on disk, while it is not whole. */
    private long partBytes() throws IOException {
        Path parts = folder.resolve("tiny").resolve(".pull");
        if (!Files.isDirectory(parts)) {
            return 0;
        }
        try (Stream<Path> list = Files.list(parts)) {
            Optional<Path> part = list.filter(
                            file -> file.getFileName().toString().startsWith(SHARD))
                    .filter(file -> file.toString().endsWith(".part"))
                    .findFirst();
            return part.isPresent() ? Files.size(part.get()) : 0;
        }
    }
}
