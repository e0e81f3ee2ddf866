package looplm.model.hub;

import static java.nio.charset.StandardCharsets.UTF_8;
import static looplm.model.hub.TestingHubServer.COMMIT;
import static looplm.model.hub.TestingHubServer.REPOSITORY;
import static looplm.model.hub.TestingHubServer.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import looplm.model.TextModel;
import looplm.model.checkpoint.CheckpointException;
import looplm.model.checkpoint.LoopLmConfig;
import looplm.model.testing.TinyLoopLm;
import looplm.model.text.Tokenizer;
import looplm.model.weights.WeightFiles;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PullTest {

    private static final long MAX_BYTES = 1L << 40;
    private static final HubRepository TINY = new HubRepository(REPOSITORY, "main");
    private static final String TOKEN = "hf_secret";

    @TempDir
    private Path folder;

    private final TestingHubServer hub = TestingHubServer.start();
    private final List<Duration> waits = new ArrayList<>();
    private Path out;
    private byte[] weights;

    @BeforeEach
    void serve() throws IOException {
        out = folder.resolve("out");
        Path model = TinyLoopLm.write(folder.resolve("model"), 1);
        hub.serve(model).serve("README.md", "# tiny".getBytes(UTF_8));
        weights = Files.readAllBytes(model.resolve(WeightFiles.SINGLE));
    }

    @AfterEach
    void stop() {
        hub.close();
    }

    @Test
    void run_fillsADirectoryThatLoads_whenNothingGoesWrong() throws IOException {
        PullResult result = pull().run(TINY, out);
        assertThat(result.commit()).isEqualTo(COMMIT);
        assertThat(result.fetchedBytes()).isEqualTo(result.bytes()).isPositive();
        TextModel.load(out).close();
        assertThat(names(out))
                .containsExactlyInAnyOrder(
                        ".pull.json",
                        "README.md",
                        "config.json",
                        "generation_config.json",
                        "model.safetensors",
                        "tokenizer.json",
                        "tokenizer_config.json");
        assertThat(hub.seen())
                .anyMatch(seen -> seen.path().equals("/" + REPOSITORY + "/resolve/" + COMMIT + "/config.json"));
    }

    @Test
    void run_fetchesNothing_whenAllIsThere() throws IOException {
        pull().run(TINY, out);
        int before = hub.seen().size();
        assertThat(pull().run(TINY, out).fetchedBytes()).isZero();
        assertThat(hub.seen()).hasSize(before + 1);
        Files.writeString(out.resolve(Tokenizer.FILE), "spoilt");
        assertThat(pull().run(TINY, out).fetchedBytes()).isPositive();
        TextModel.load(out).close();
    }

    @Test
    void run_goesOnWhereItStopped_whenTheConnectionDrops() throws IOException {
        hub.next(WeightFiles.SINGLE, hub.cutAfter(WeightFiles.SINGLE, 5000));
        pull().run(TINY, out);
        var requests = hub.seen(WeightFiles.SINGLE);
        assertThat(requests).hasSize(2);
        assertThat(requests.get(1).range()).contains("bytes=5000-");
        assertThat(requests.get(1).ifRange()).isPresent();
        assertThat(out.resolve(WeightFiles.SINGLE)).hasBinaryContent(weights);
    }

    @Test
    void run_goesOnWhereItStopped_whenTheProcessEnded() throws IOException {
        hub.next(WeightFiles.SINGLE, hub.cutAfter(WeightFiles.SINGLE, 5000));
        Pull interrupted = pull(Optional.empty(), wait -> {
            throw new InterruptedException();
        });
        assertThatThrownBy(() -> interrupted.run(TINY, out)).isInstanceOf(HubException.class);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(names(out)).containsExactly(PullDirectory.STAGING);

        PullResult result = pull().run(TINY, out);
        assertThat(hub.seen(WeightFiles.SINGLE).getLast().range()).contains("bytes=5000-");
        assertThat(hub.seen(LoopLmConfig.FILE)).hasSize(1);
        assertThat(result.files())
                .filteredOn(entry -> entry.file().name().equals(WeightFiles.SINGLE))
                .extracting(PullResult.Entry::fetched)
                .containsExactly((long) weights.length - 5000);
        TextModel.load(out).close();
    }

    @Test
    void run_beginsAnew_whenTheEtagChangedMeanwhile() throws IOException {
        hub.next(WeightFiles.SINGLE, hub.cutAfter(WeightFiles.SINGLE, 5000)).next(WeightFiles.SINGLE, exchange -> {
            hub.changeEtags();
            return false;
        });
        pull().run(TINY, out);
        assertThat(hub.seen(WeightFiles.SINGLE)).hasSize(2);
        assertThat(out.resolve(WeightFiles.SINGLE)).hasBinaryContent(weights);
    }

    @Test
    void run_beginsAnew_whenTheServerSendsARangeOfOtherBytes() throws IOException {
        hub.next(WeightFiles.SINGLE, hub.cutAfter(WeightFiles.SINGLE, 5000)).next(WeightFiles.SINGLE, exchange -> {
            exchange.getResponseHeaders().set("ETag", "\"other\"");
            exchange.getResponseHeaders().set("Content-Range", "bytes 5000-5003/" + weights.length);
            exchange.sendResponseHeaders(206, 4);
            exchange.getResponseBody().write(new byte[4]);
            exchange.close();
            return true;
        });
        pull().run(TINY, out);
        assertThat(hub.seen(WeightFiles.SINGLE).getLast().range()).isEmpty();
        assertThat(out.resolve(WeightFiles.SINGLE)).hasBinaryContent(weights);
    }

    @Test
    void run_beginsAnew_whenTheResumedBytesDoNotAddUp() throws IOException {
        hub.next(WeightFiles.SINGLE, hub.cutAfter(WeightFiles.SINGLE, 5000));
        Pull interrupted = pull(Optional.empty(), wait -> {
            throw new InterruptedException();
        });
        assertThatThrownBy(() -> interrupted.run(TINY, out)).isInstanceOf(HubException.class);
        assertThat(Thread.interrupted()).isTrue();
        Path part = names(out.resolve(PullDirectory.STAGING)).stream()
                .filter(name -> name.startsWith(WeightFiles.SINGLE) && name.endsWith(".part"))
                .map(out.resolve(PullDirectory.STAGING)::resolve)
                .findFirst()
                .orElseThrow();
        Files.write(part, new byte[5000]);
        pull().run(TINY, out);
        assertThat(out.resolve(WeightFiles.SINGLE)).hasBinaryContent(weights);
    }

    @Test
    void run_goesOn_whenNothingMoreComes() throws IOException {
        var ever = new CountDownLatch(1);
        hub.next(WeightFiles.SINGLE, exchange -> {
            exchange.sendResponseHeaders(200, weights.length);
            exchange.getResponseBody().write(weights, 0, 5000);
            exchange.getResponseBody().flush();
            try {
                ever.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return true;
        });
        new Pull(
                        HubEndpoint.of(hub.url()),
                        Optional.empty(),
                        MAX_BYTES,
                        new FakePullListener(),
                        waits::add,
                        Duration.ofMillis(300))
                .run(TINY, out);
        assertThat(hub.seen(WeightFiles.SINGLE)).hasSize(2);
        ever.countDown();
        TextModel.load(out).close();
    }

    @Test
    void run_namesFileAndHash_whenTheBytesAreOthers() throws IOException {
        byte[] spoilt = weights.clone();
        spoilt[spoilt.length - 1] ^= 1;
        hub.list(WeightFiles.SINGLE, TestingHubServer.entry(WeightFiles.SINGLE, spoilt));
        assertThatThrownBy(() -> pull().run(TINY, out))
                .isInstanceOf(HubException.class)
                .hasMessageContainingAll(WeightFiles.SINGLE, "sha256", "expected");
        assertThat(names(out)).containsExactly(PullDirectory.STAGING);
    }

    @Test
    void run_namesTheSize_whenTheFileIsLongerOrShorterThanListed() {
        for (int size : new int[] {10, weights.length + 1}) {
            hub.list(
                    WeightFiles.SINGLE,
                    Map.of(
                            "rfilename",
                            WeightFiles.SINGLE,
                            "size",
                            size,
                            "lfs",
                            Map.of("oid", "0".repeat(64), "size", size)));
            assertThatThrownBy(() -> pull().run(TINY, out))
                    .isInstanceOf(HubException.class)
                    .hasMessageContainingAll(WeightFiles.SINGLE, "bytes (expected: " + size);
        }
    }

    @Test
    void run_saysWhatIsMissing_whenTheHubRefuses() {
        hub.next("", status(401));
        assertThatThrownBy(() -> pull().run(TINY, out))
                .isInstanceOf(HubException.class)
                .hasMessageContainingAll("401", "HF_TOKEN");
        hub.next("", status(403));
        assertThatThrownBy(() -> pull(Optional.of(TOKEN), waits::add).run(TINY, out))
                .hasMessageContainingAll("403", "a token that may read it")
                .hasMessageNotContaining(TOKEN);
        hub.next("", status(404));
        assertThatThrownBy(() -> pull().run(TINY, out)).hasMessageContainingAll("404", "expected: a repository");
        hub.next(LoopLmConfig.FILE, status(418));
        assertThatThrownBy(() -> pull().run(TINY, out)).hasMessageContainingAll("418", LoopLmConfig.FILE);
        assertThat(waits).isEmpty();
    }

    @Test
    void run_waitsAsAsked_whenTheHubIsBusy() throws IOException {
        hub.next("", status(429, "Retry-After", "7"))
                .next("", status(503))
                .next(Tokenizer.FILE, status(500))
                .next(Tokenizer.FILE, status(502, "Retry-After", "Thu, 01 Jan 1970 00:00:00 GMT"));
        pull().run(TINY, out);
        assertThat(waits)
                .containsExactly(Duration.ofSeconds(7), Duration.ofSeconds(2), Duration.ofSeconds(1), Duration.ZERO);
    }

    @Test
    void run_givesUp_whenTheHubStaysBusyOrAsksForTooLong() {
        for (int i = 0; i < 6; i++) {
            hub.next("", status(503));
        }
        assertThatThrownBy(() -> pull().run(TINY, out)).hasMessageContainingAll("503", "after 6 attempts");
        hub.next("", status(429, "Retry-After", "86400"));
        assertThatThrownBy(() -> pull().run(TINY, out)).hasMessageContainingAll("429", "asked to wait 86400 s");
    }

    @Test
    void run_keepsTheTokenToItself_whenTheHubRedirectsToAnotherHost() throws IOException {
        try (var network = TestingHubServer.start()) {
            network.serve(WeightFiles.SINGLE, weights);
            hub.next(
                            WeightFiles.SINGLE,
                            status(302, "Location", network.url() + "/blob/" + WeightFiles.SINGLE + "?key=1"))
                    .next(Tokenizer.FILE, status(307, "Location", "/" + REPOSITORY + "/resolve/x/" + Tokenizer.FILE));
            pull(Optional.of(TOKEN), waits::add).run(TINY, out);
            assertThat(network.seen()).hasSize(1);
            assertThat(network.seen()).allMatch(seen -> seen.authorization().isEmpty());
        }
        assertThat(hub.seen(Tokenizer.FILE)).hasSize(2);
        assertThat(hub.seen()).allMatch(seen -> seen.authorization().equals(Optional.of("Bearer " + TOKEN)));
        TextModel.load(out).close();
    }

    @Test
    void run_resumesAtTheOtherHost_whenItDropsTheConnection() throws IOException {
        try (var network = TestingHubServer.start()) {
            network.serve(WeightFiles.SINGLE, weights);
            network.next(WeightFiles.SINGLE, network.cutAfter(WeightFiles.SINGLE, 5000));
            var redirect = status(302, "Location", network.url() + "/blob/" + WeightFiles.SINGLE);
            hub.next(WeightFiles.SINGLE, redirect).next(WeightFiles.SINGLE, redirect);
            pull(Optional.of(TOKEN), waits::add).run(TINY, out);
            assertThat(network.seen().getLast().range()).contains("bytes=5000-");
            assertThat(network.seen()).allMatch(seen -> seen.authorization().isEmpty());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"file:///etc/passwd", "ftp://127.0.0.1/x", "http://user@127.0.0.1/x", "", "http://", "::"})
    void run_refuses_whenTheRedirectLeadsNowhereGood(String location) {
        hub.next("", status(302, "Location", location));
        for (int i = 0; i < 6; i++) {
            hub.next("", status(302, "Location", location));
        }
        assertThatThrownBy(() -> pull().run(TINY, out))
                .isInstanceOf(HubException.class)
                .hasMessageContaining("redirect");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"../evil.json", "/etc/evil.json", "a/../../config.json", "a\\..\\b", "a\u0000b", "a\nb", "..", ""
            })
    void run_writesNothing_whenAListedNameLeavesTheDirectory(String name) {
        hub.list("evil", TestingHubServer.entry(name, new byte[1]));
        assertThatThrownBy(() -> pull().run(TINY, out))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContainingAll(REPOSITORY, "rfilename");
        assertThat(names(out)).containsExactly(PullDirectory.STAGING);
        assertThat(names(folder)).containsExactlyInAnyOrder("model", "out");
    }

    @Test
    void run_takesOnlyFilesOfAModelDirectory_whenTheRepositoryHoldsMore() throws IOException {
        for (String name : List.of(
                "modeling_ouro.py",
                "pytorch_model.bin",
                "CON",
                "nul.json",
                "sub/config.json",
                ".git",
                "a.safetensors")) {
            hub.list(name, TestingHubServer.entry(name, new byte[1]));
        }
        pull().run(TINY, out);
        assertThat(names(out)).hasSize(7).doesNotContain("modeling_ouro.py", "CON", "sub", ".git");
    }

    @Test
    void run_namesTheField_whenTheListingIsHostile() {
        for (Map<String, Object> entry : List.<Map<String, Object>>of(
                Map.of("rfilename", "config.json", "size", -1, "blobId", "0".repeat(40)),
                Map.of("rfilename", "config.json", "size", 1L << 40, "blobId", "0".repeat(40)),
                Map.of("rfilename", "config.json", "blobId", "0".repeat(40)),
                Map.of("rfilename", "config.json", "size", 1),
                Map.of("rfilename", "config.json", "size", 1, "blobId", "../../x"),
                Map.of("rfilename", "config.json", "size", 1, "lfs", Map.of("sha256", "F".repeat(64))))) {
            hub.list("config.json", entry);
            assertThatThrownBy(() -> pull().run(TINY, out))
                    .isInstanceOf(CheckpointException.class)
                    .hasMessageContainingAll(REPOSITORY, "config.json");
        }
        hub.next("", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write("{\"sha\": \"../../x\", \"siblings\": []}".getBytes(UTF_8));
            exchange.close();
            return true;
        });
        assertThatThrownBy(() -> pull().run(TINY, out))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("sha");
    }

    @Test
    void run_asksForNoWeights_whenTheModelIsNoLoopLm() {
        hub.serve(LoopLmConfig.FILE, "{\"model_type\": \"llama\"}".getBytes(UTF_8));
        assertThatThrownBy(() -> pull().run(TINY, out))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContainingAll(REPOSITORY, "model_type", "llama");
        assertThat(hub.seen(WeightFiles.SINGLE)).isEmpty();
    }

    @Test
    void run_saysWhatIsFree_whenTheDiskIsTooSmall() {
        hub.list(
                WeightFiles.SINGLE,
                Map.of(
                        "rfilename",
                        WeightFiles.SINGLE,
                        "size",
                        MAX_BYTES,
                        "lfs",
                        Map.of("sha256", "0".repeat(64), "size", MAX_BYTES)));
        assertThatThrownBy(() -> pull().run(TINY, out))
                .isInstanceOf(HubException.class)
                .hasMessageContaining("bytes free");
        assertThat(hub.seen()).hasSize(1);
    }

    @Test
    void run_refuses_whenTheDirectoryIsOfSomethingElse() throws IOException {
        Path full = Files.createDirectory(folder.resolve("full"));
        Files.writeString(full.resolve("letter"), "x");
        assertThatThrownBy(() -> pull().run(TINY, full))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("--out");
        Files.createSymbolicLink(full.resolve(PullDirectory.STAGING), folder);
        assertThatThrownBy(() -> pull().run(TINY, full)).isInstanceOf(IllegalArgumentException.class);
        pull().run(TINY, out);
        assertThatThrownBy(() -> pull().run(new HubRepository("acme/other", "main"), out))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("--out", "acme/other", REPOSITORY);
        assertThat(names(full)).containsExactlyInAnyOrder("letter", PullDirectory.STAGING);
    }

    @Test
    void run_refuses_whenAnotherProcessIsWriting() throws IOException {
        try (var other = PullDirectory.open(out, TINY)) {
            assertThat(other).isNotNull();
            assertThatThrownBy(() -> pull().run(TINY, out))
                    .isInstanceOf(HubException.class)
                    .hasMessageContaining("another pull");
        }
    }

    @Test
    void run_leavesNoFileOfTheOldVersion_whenTheNewOneHasFewer() throws IOException {
        pull().run(TINY, out);
        Files.writeString(
                out.resolve(PullDirectory.MANIFEST),
                Files.readString(out.resolve(PullDirectory.MANIFEST))
                        .replace("\"README.md\"", "\"model-00001-of-00001.safetensors\""));
        Files.writeString(out.resolve("model-00001-of-00001.safetensors"), "old");
        Files.writeString(out.resolve("mine.txt"), "kept");
        pull().run(TINY, out);
        assertThat(names(out))
                .doesNotContain("model-00001-of-00001.safetensors")
                .contains("mine.txt", "README.md");
    }

    @Test
    void run_keepsAWholeFile_whenAnOldPartOfItLiesAround() throws IOException {
        pull().run(TINY, out);
        Path staging = Files.createDirectory(out.resolve(PullDirectory.STAGING));
        HubListing listing = HubListing.parse(TINY, hub.listing(), MAX_BYTES);
        for (HubFile file : listing.files()) {
            Files.write(staging.resolve(file.partName()), new byte[1]);
        }
        Files.delete(out.resolve(Tokenizer.FILE));
        pull().run(TINY, out);
        TextModel.load(out).close();
        assertThat(names(out)).doesNotContain(PullDirectory.STAGING);
    }

    @Test
    void new_refuses_whenATokenWouldBeReadableOnTheWay() {
        assertThatThrownBy(() -> new Pull(
                        HubEndpoint.of("http://hub.example"), Optional.of(TOKEN), MAX_BYTES, new FakePullListener()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("https")
                .hasMessageNotContaining(TOKEN);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a/b/c", "../x", "a/..", "a b", "a/b?c", "-x", ".x/y", "a\u0000b"})
    void repository_refuses_whenTheNameIsNone(String id) {
        assertThatThrownBy(() -> new HubRepository(id, "main")).hasMessageContaining("repository");
        assertThat(Arrays.asList("main", "refs/pr/1", "v1.0"))
                .allMatch(r -> !new HubRepository("a", r).name().isEmpty());
        assertThatThrownBy(() -> new HubRepository("a", "../x")).hasMessageContaining("--revision");
    }

    private Pull pull() {
        return pull(Optional.empty(), waits::add);
    }

    private Pull pull(Optional<String> token, Pause pause) {
        return new Pull(
                HubEndpoint.of(hub.url()), token, MAX_BYTES, new FakePullListener(), pause, Duration.ofSeconds(60));
    }

    private static List<String> names(Path directory) {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
