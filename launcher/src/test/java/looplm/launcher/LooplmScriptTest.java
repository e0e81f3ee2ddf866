package looplm.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import looplm.launcher.home.Checkout;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The bash file, with a JDK and a Maven that only say what they were asked. */
class LooplmScriptTest {

    private static final String FAKE_JAVA = """
            #!/bin/bash
            for argument; do
              if [[ $argument == -XX:AOTCacheOutput=* ]]; then
                echo "$*" >>"$HOME/rehearsals"
                if [[ -z ${LOOPLM_TEST_NO_CACHE:-} ]]; then echo learned >"${argument#*=}"; fi
                exit
              fi
            done
            echo "java in $PWD, JAVA_HOME $JAVA_HOME"
            echo "locale ${LC_ALL-none}"
            for argument; do echo "<$argument>"; done
            """;

    private static final String FAKE_MAVEN = """
            #!/bin/bash
            echo "mvn $*" >>"$LOOPLM_TEST_CALLS"
            if [[ -n ${LOOPLM_TEST_FAIL:-} ]]; then echo "[ERROR] Foo.java:[3,7] ';' expected -> [Help 1]"; exit 1; fi
            sleep "${LOOPLM_TEST_SECONDS:-0}"
            mkdir -p launcher/target
            touch launcher/target/launcher.jar "$HOME/lib.jar"
            printf 'launcher/target/launcher.jar:%s' "$HOME/lib.jar" >launcher/target/classpath
            """;

    @TempDir
    private Path directory;

    private Path home;
    private Path jdk;
    private Path calls;
    private Path tools;

    record Result(int exitCode, String out, String err) {}

    @BeforeEach
    void checkout() throws Exception {
        home = Files.createDirectories(directory.resolve("my checkout"));
        Files.copy(Checkout.find().root().resolve("looplm"), home.resolve("looplm"));
        executable(home.resolve("looplm"), Files.readString(home.resolve("looplm")));
        Files.writeString(home.resolve("pom.xml"), """
                <modules>
                    <module>wire</module>
                    <module>launcher</module>
                    <module>acceptance</module>
                </modules>
                """);
        for (String module : List.of("wire", "launcher")) {
            Files.createDirectories(home.resolve(module).resolve("src/main/java"));
            Files.writeString(home.resolve(module).resolve("pom.xml"), "<project/>");
        }
        Files.createDirectories(home.resolve("acceptance/src/test"));
        Files.createDirectories(home.resolve(".mvn"));
        Files.createDirectories(home.resolve("helm/looplm/files"));
        Files.writeString(home.resolve("wire/src/main/java/A.java"), "class A {}");
        jdk = jdk("a jdk", "25.0.1");
        tools = Files.createDirectories(directory.resolve("tools"));
        executable(tools.resolve("mvn"), FAKE_MAVEN);
        calls = directory.resolve("calls");
    }

    /** What goes on in the background must not meet the deletion of the directory. */
    @AfterEach
    void awaitRehearsals() throws Exception {
        List<Path> folders;
        try (Stream<Path> all = Files.walk(directory)) {
            folders = all.filter(path -> path.endsWith("target/start")).toList();
        }
        for (Path folder : folders) {
            awaitRehearsal(folder);
        }
    }

    @Test
    void looplm_buildsAndStartsTheLauncher_withTheArgumentsAsTheyAre() throws Exception {
        Result result = looplm("generate", "--chat", "two  words", "", "*");

        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(result.out())
                .contains("java in " + directory + ", JAVA_HOME " + jdk)
                .contains("<-cp>\n<" + classPath(home) + ">\n<looplm.launcher.LoopLmCommand>\n")
                .endsWith("<generate>\n<--chat>\n<two  words>\n<>\n<*>\n");
        assertThat(maven()).singleElement().asString().contains("--projects wire,launcher package");
        assertThat(result.err()).contains("Building", "Built in");
    }

    @Test
    void looplm_keepsEveryCharacterOfAPrompt_whenTheLocaleKnowsAsciiOnly() throws Exception {
        assertThat(looplm().out()).contains("locale C.UTF-8\n");
        assertThat(run(home.resolve("looplm"), Map.of("LC_ALL", "C")).out()).contains("locale C.UTF-8\n");
        assertThat(run(home.resolve("looplm"), Map.of("LANG", "POSIX")).out()).contains("locale C.UTF-8\n");
        assertThat(run(home.resolve("looplm"), Map.of("LANG", "de_DE.UTF-8")).out())
                .contains("locale none\n");
        assertThat(run(home.resolve("looplm"), Map.of("LC_CTYPE", "C.utf8")).out())
                .contains("locale none\n");
    }

    @Test
    void looplm_buildsOnce_whenNothingChanges() throws Exception {
        looplm();
        Result second = looplm();

        assertThat(second.err()).isEmpty();
        assertThat(maven()).hasSize(1);
    }

    @Test
    void looplm_buildsAgain_whenAFileChangesComesOrGoes() throws Exception {
        looplm();
        Path source = home.resolve("wire/src/main/java/A.java");
        Files.writeString(source, "class B {}");
        looplm();
        assertThat(maven()).as("same size and, maybe, same time").hasSize(2);
        Path added = Files.writeString(home.resolve("wire/src/main/java/With space.txt"), "");
        looplm();
        assertThat(maven()).hasSize(3);
        Files.writeString(home.resolve("wire/pom.xml"), "<project></project>");
        looplm();
        assertThat(maven()).hasSize(4).noneMatch(call -> call.contains("clean"));
        Files.delete(added);
        looplm();
        assertThat(maven())
                .hasSize(5)
                .last()
                .asString()
                .as("its output has to go")
                .contains("clean package");
    }

    @Test
    void looplm_doesNotBuild_whenOnlyTestsChange() throws Exception {
        looplm();
        Files.createDirectories(home.resolve("wire/src/test/java"));
        Files.writeString(home.resolve("wire/src/test/java/ATest.java"), "class ATest {}");
        Files.createDirectories(home.resolve("wire/target/classes"));
        Files.writeString(home.resolve("wire/target/classes/A.class"), "");
        looplm();

        assertThat(maven()).hasSize(1);
    }

    @Test
    void looplm_worksThroughASymbolicLink_fromAnotherDirectory() throws Exception {
        Path bin = Files.createDirectories(directory.resolve("bin"));
        Files.createSymbolicLink(bin.resolve("looplm"), Path.of("../hop"));
        Files.createSymbolicLink(directory.resolve("hop"), home.resolve("looplm"));

        Result result = run(bin.resolve("looplm"), Map.of(), "status");

        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(result.out()).contains("<" + classPath(home) + ">", "<status>");
    }

    @Test
    void looplm_showsTheError_whenTheBuildFails_andBuildsAgainNextTime() throws Exception {
        Result result = run(home.resolve("looplm"), Map.of("LOOPLM_TEST_FAIL", "yes"));

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.err()).contains("The build failed", home + "/target/looplm-build.log", "';' expected");
        assertThat(result.out()).isEmpty();
        assertThat(looplm().exitCode()).isZero();
        assertThat(maven()).hasSize(2);
    }

    @Test
    void looplm_saysWhatToInstall_whenThereIsNoNewJdk() throws Exception {
        Path old = jdk("old jdk", "17.0.15");

        // this machine's own JDKs lie in the usual places
        String script =
                Files.readString(home.resolve("looplm")).replaceAll(" /(usr|opt|Library|home)/", " /nonexistent/");
        executable(home.resolve("looplm"), script);

        Result result = run(home.resolve("looplm"), Map.of("JAVA_HOME", old.toString()));

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.err()).contains("No JDK 25 or newer found (JAVA_HOME is " + old + ")", "apt-get install");
    }

    @Test
    void looplm_saysWhatToInstall_whenMavenIsMissing() throws Exception {
        Files.delete(tools.resolve("mvn"));

        Result result = looplm();

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.err()).contains("Maven (mvn) isn't on PATH", "apt-get install maven");
    }

    @Test
    void looplm_needsNoMaven_whenEverythingIsBuilt() throws Exception {
        looplm();
        Files.delete(tools.resolve("mvn"));

        assertThat(looplm().exitCode()).isZero();
    }

    @Test
    void looplm_runsItsOwnClasses_whenTheCheckoutWasCopiedOrMoved() throws Exception {
        looplm();
        caches();
        Path copy = directory.resolve("a copy");
        assertThat(new ProcessBuilder("cp", "-a", home.toString(), copy.toString())
                        .start()
                        .waitFor())
                .isZero();
        Path moved = directory.resolve("elsewhere/moved");
        Files.createDirectories(moved.getParent());

        Result ofCopy = run(copy.resolve("looplm"), Map.of());
        Files.move(home, moved);
        Result ofMoved = run(moved.resolve("looplm"), Map.of());

        assertThat(ofCopy.out()).contains("<" + classPath(copy) + ">").doesNotContain(home.toString());
        assertThat(ofMoved.out()).contains("<" + classPath(moved) + ">");
        assertThat(maven()).as("nothing that was built has changed").hasSize(1);
    }

    @Test
    void looplm_buildsAgain_whenALibraryIsNotWhereTheBuildHadIt() throws Exception {
        looplm();
        Files.delete(directory.resolve("lib.jar"));

        assertThat(looplm().exitCode()).isZero();
        assertThat(maven()).hasSize(2);
    }

    @Test
    void looplm_buildsOnce_whenTwoAreStartedTogether() throws Exception {
        Map<String, String> slow = Map.of("LOOPLM_TEST_SECONDS", "1");
        Process first = start(home.resolve("looplm"), slow, "first");
        Process second = start(home.resolve("looplm"), slow, "second");

        assertThat(result(first).exitCode()).isZero();
        assertThat(result(second).exitCode()).isZero();
        assertThat(maven()).hasSize(1);
        assertThat(home.resolve("target/looplm-build.lock")).doesNotExist();
    }

    @Test
    void looplm_takesTheLockOver_whenItsOwnerIsDead() throws Exception {
        Process dead = new ProcessBuilder("true").start();
        dead.waitFor();
        Path lock = Files.createDirectories(home.resolve("target/looplm-build.lock"));
        Files.writeString(lock.resolve("pid"), Long.toString(dead.pid()));

        assertThat(looplm().exitCode()).isZero();
        assertThat(lock).doesNotExist();
    }

    @Test
    void looplm_learnsFromARehearsalAfterABuild_andStartsQuickerFromThen() throws Exception {
        assertThat(looplm("status").out()).doesNotContain("AOTCache");
        List<Path> first = caches();
        assertThat(first).singleElement().asString().endsWith(".aot");

        assertThat(looplm("status").out())
                .contains(
                        "<-XX:AOTCache=" + first.getFirst() + ">\n", "<-Dlooplm.start.cache=" + first.getFirst() + ">")
                .endsWith("<status>\n");
        assertThat(rehearsals()).singleElement().asString().endsWith("looplm.launcher.LoopLmCommand rehearse");

        Files.writeString(home.resolve("wire/src/main/java/A.java"), "class B {}");
        assertThat(looplm().out()).doesNotContain("AOTCache");
        await().until(() -> rehearsals().size() == 2);
        assertThat(caches()).as("the old one is dropped").hasSize(1).doesNotContainAnyElementsOf(first);
        assertThat(looplm().out()).contains("AOTCache");
    }

    @Test
    void looplm_rehearsesAgain_whenAJarIsNewer() throws Exception {
        looplm();
        Path cache = caches().getFirst();
        Files.setLastModifiedTime(cache, FileTime.from(Instant.now().minusSeconds(600)));

        assertThat(looplm().out()).doesNotContain("AOTCache");
        await().until(() -> rehearsals().size() == 2);
        assertThat(caches()).containsExactly(cache);
        assertThat(looplm().out()).contains("AOTCache");
    }

    @Test
    void looplm_worksWithout_whenNothingCanBeLearned() throws Exception {
        Map<String, String> none = Map.of("LOOPLM_TEST_NO_CACHE", "yes");

        for (int i = 0; i < 2; i++) {
            Result result = run(home.resolve("looplm"), none, "status");
            assertThat(result.exitCode()).isZero();
            assertThat(result.err()).doesNotContain("cache");
            caches();
        }

        assertThat(rehearsals()).as("tried once for a build").hasSize(1);
    }

    /** What was learned. */
    private List<Path> caches() throws Exception {
        Path folder = home.resolve("target/start");
        awaitRehearsal(folder);
        return files(folder);
    }

    /** The script makes the folder before it goes to the background, where something comes of it in any case. */
    private static void awaitRehearsal(Path folder) {
        await().until(() -> !files(folder).isEmpty()
                && files(folder).stream().allMatch(file -> file.toString().matches(".*\\.(aot|failed)")));
    }

    private static List<Path> files(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }

    private List<String> rehearsals() throws IOException {
        return Files.readAllLines(directory.resolve("rehearsals"));
    }

    private Result looplm(String... arguments) throws Exception {
        return run(home.resolve("looplm"), Map.of(), arguments);
    }

    private Result run(Path script, Map<String, String> more, String... arguments) throws Exception {
        return result(start(script, more, arguments));
    }

    private Process start(Path script, Map<String, String> more, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("bash", script.toString()));
        command.addAll(List.of(arguments));
        var builder = new ProcessBuilder(command).directory(directory.toFile());
        builder.environment().clear();
        builder.environment().put("PATH", tools + ":" + systemTools());
        builder.environment().put("HOME", directory.toString());
        builder.environment().put("JAVA_HOME", jdk.toString());
        builder.environment().put("LOOPLM_TEST_CALLS", calls.toString());
        builder.environment().putAll(more);
        return builder.start();
    }

    private static Result result(Process process) throws IOException, InterruptedException {
        process.getOutputStream().close();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
        return new Result(process.exitValue(), out, err);
    }

    private String classPath(Path checkout) {
        return checkout.resolve("launcher/target/launcher.jar") + ":" + directory.resolve("lib.jar");
    }

    private List<String> maven() throws IOException {
        return Files.exists(calls) ? Files.readAllLines(calls) : List.of();
    }

    /** The programs that a script needs, without this machine's Maven and JDKs. */
    private String systemTools() throws IOException {
        Path bin = directory.resolve("system");
        if (Files.exists(bin)) {
            return bin.toString();
        }
        Files.createDirectories(bin);
        for (String tool : List.of(
                "bash",
                "cat",
                "cksum",
                "cmp",
                "comm",
                "cut",
                "dirname",
                "find",
                "grep",
                "head",
                "mkdir",
                "mv",
                "nice",
                "paste",
                "readlink",
                "rm",
                "sed",
                "sleep",
                "sort",
                "tail",
                "touch")) {
            for (String place : List.of("/usr/bin", "/bin")) {
                Path program = Path.of(place, tool);
                if (Files.exists(program) && !Files.exists(bin.resolve(tool))) {
                    Files.createSymbolicLink(bin.resolve(tool), program);
                }
            }
        }
        return bin.toString();
    }

    private Path jdk(String name, String version) throws IOException {
        Path bin = Files.createDirectories(directory.resolve(name).resolve("bin"));
        Files.writeString(bin.resolveSibling("release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"" + version + "\"\n");
        executable(bin.resolve("java"), FAKE_JAVA);
        executable(bin.resolve("javac"), "#!/bin/bash\n");
        return bin.getParent();
    }

    private static void executable(Path file, String content) throws IOException {
        Files.writeString(file, content, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
