package looplm.launcher.verify;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import looplm.launcher.terminal.CommandFailure;

/**
 * {@code mvn verify}, with what matters of its output passed on as it comes and all of it kept in a file.
 *
 * @param leftOut tags of tests that are not run
 */
record MavenVerify(Path root, List<String> leftOut) {

    private static final String INFO = "[INFO] ";

    /** Beginnings of Maven's INFO lines that show how far it is. */
    private static final List<String> PROGRESS =
            List.of("Building ", "Running ", "Tests run:", "BUILD ", "Reactor Summary", "Total time");

    static Path log(Path root) {
        return root.resolve("target").resolve("test.log");
    }

    /** Returns Maven's exit code. */
    int run(PrintWriter out) throws IOException, InterruptedException {
        Files.createDirectories(log(root).getParent());
        Process maven = start();
        var hook = new Thread(() -> endWith(maven), "end-with-child");
        Runtime.getRuntime().addShutdownHook(hook);
        try (BufferedReader lines = maven.inputReader(StandardCharsets.UTF_8);
                BufferedWriter log = Files.newBufferedWriter(log(root))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                log.write(line);
                log.newLine();
                if (matters(line)) {
                    out.println(line);
                    out.flush();
                }
            }
        }
        int exitCode = maven.waitFor();
        Runtime.getRuntime().removeShutdownHook(hook);
        return exitCode;
    }

    private Process start() {
        var builder = new ProcessBuilder(
                        "mvn",
                        "--batch-mode",
                        "--no-transfer-progress",
                        "--fail-at-end",
                        "-Dstyle.color=never",
                        "-Derror-prone.config=.mvn/errorprone.config",
                        // what tests print stands beside their reports
                        "-Dmaven.test.redirectTestOutputToFile=true",
                        "-Dtest.excluded.groups=" + String.join(",", leftOut),
                        "verify")
                .directory(root.toFile())
                .redirectErrorStream(true);
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        try {
            Process maven = builder.start();
            maven.getOutputStream().close();
            return maven;
        } catch (IOException e) {
            throw new CommandFailure("Maven: `mvn` can't be started (expected: on PATH): " + e.getMessage(), e);
        }
    }

    /** Stack traces and warnings matter; of the rest only what shows progress. */
    static boolean matters(String line) {
        return line.startsWith(INFO)
                ? PROGRESS.stream().anyMatch(line.substring(INFO.length())::startsWith)
                : !"[INFO]".equals(line.strip());
    }

    private static void endWith(Process maven) {
        maven.descendants().forEach(ProcessHandle::destroy);
        maven.destroy();
        maven.onExit().join();
    }
}
