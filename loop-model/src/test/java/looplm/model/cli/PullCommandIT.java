package looplm.model.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Objects;
import looplm.model.hub.TestingHubServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** From a hub on this machine to an answer. */
class PullCommandIT {

    private static final String SHARD = "model-00002-of-00002.safetensors";

    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void generate_answers_whenTheModelWasPulledOverADroppedConnection() throws IOException, URISyntaxException {
        Path golden = Path.of(Objects.requireNonNull(getClass().getResource("/golden/tiny-b/checkpoint"))
                .toURI());
        Path model = folder.resolve("tiny-b");
        try (var hub = TestingHubServer.start().serve(golden)) {
            hub.next(SHARD, hub.cutAfter(SHARD, 100_000));
            String[] arguments = {
                "pull", TestingHubServer.REPOSITORY, "--endpoint", hub.url(), "--out", model.toString()
            };
            assertThat(run(arguments)).isZero();
            // what the broken connection still held may be lost
            assertThat(hub.seen(SHARD).getLast().range().orElseThrow()).matches("bytes=(100000|[1-9]\\d{1,4})-");
            assertThat(err.toString()).contains(SHARD + ": ").contains("again in");

            out.getBuffer().setLength(0);
            assertThat(run(
                            "pull",
                            TestingHubServer.REPOSITORY,
                            "--endpoint",
                            hub.url(),
                            "--out",
                            model.toString(),
                            "--json"))
                    .isZero();
        }
        JsonNode result = JsonMapper.shared().readTree(out.toString());
        assertThat(result.path("commit").stringValue()).isEqualTo(TestingHubServer.COMMIT);
        assertThat(result.path("fetched_bytes").longValue()).isZero();
        assertThat(result.path("files").size()).isEqualTo(7);

        out.getBuffer().setLength(0);
        assertThat(run("generate", "--model", model.toString(), "--prompt", "Hello", "--max-tokens", "4", "--json"))
                .isZero();
        assertThat(JsonMapper.shared().readTree(out.toString()).path("ids").size())
                .isPositive();
    }

    @Test
    void pull_exitsWithOne_whenTheHubRefuses() {
        try (var hub = TestingHubServer.start()) {
            hub.next("", TestingHubServer.status(401));
            assertThat(run(
                            "pull",
                            TestingHubServer.REPOSITORY,
                            "--endpoint",
                            hub.url(),
                            "--out",
                            folder.resolve("x").toString()))
                    .isEqualTo(1);
        }
        assertThat(err.toString()).contains("401", "HF_TOKEN").doesNotContain("\tat ");
    }

    @Test
    void pull_exitsWithTwo_whenUsedWrongly() {
        assertThat(run("pull")).isEqualTo(2);
        assertThat(run("pull", "../x")).isEqualTo(2);
        assertThat(run("pull", "a/b", "--endpoint", "ftp://x")).isEqualTo(2);
        assertThat(run("pull", "a/b", "--max-file-gib", "0")).isEqualTo(2);
        assertThat(err.toString()).contains("repository: ../x", "--endpoint: ftp://x", "--max-file-gib: 0");
    }

    private int run(String... arguments) {
        CommandLine command = CommandProgram.commandLine(new ModelCommand());
        command.setOut(new PrintWriter(out));
        command.setErr(new PrintWriter(err));
        return command.execute(arguments);
    }
}
