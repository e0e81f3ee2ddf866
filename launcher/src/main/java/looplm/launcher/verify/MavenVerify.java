package looplm.launcher.verify;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import looplm.launcher.terminal.CommandFailure;

/**
 * Maven's tests, with what matters of its output passed on as it comes and all of it kept in a file. A module behind one
 * with a failed test is tested all the same: whether tests failed is told by their reports.
 *
 * @param goals what is run, with the options that choose it
 * @param environment variables that the tests find set
 */
record MavenVerify(Path root, List<String> goals, Map<String, String> environment) {

    private static final String INFO = "[INFO] ";

    /** Beginnings of Maven's INFO lines that show how far it is. */
    private static final List<String> PROGRESS =
            List.of("Building ", "Running ", "Tests run:", "BUILD ", "Reactor Summary", "Total time");

    static Path log(Path root) {
        return root.resolve("target").resolve("test.log");
    }

    /** Runs it to its end. */
    MavenOutcome run(PrintWriter out) throws IOException, InterruptedException {
        Files.createDirectories(log(root).getParent());
        Process maven = start();
        var outcome = new MavenOutcome.Reader();
        var hook = new Thread(() -> endWith(maven), "end-with-child");
        Runtime.getRuntime().addShutdownHook(hook);
        try (BufferedReader lines = maven.inputReader(StandardCharsets.UTF_8);
                BufferedWriter log = Files.newBufferedWriter(log(root))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                log.write(line);
                log.newLine();
                outcome.read(line);
                if (matters(line)) {
                    out.println(line);
                    out.flush();
                }
            }
        }
        int exitCode = maven.waitFor();
        Runtime.getRuntime().removeShutdownHook(hook);
        return outcome.outcome(exitCode);
    }

    private Process start() {
        List<String> command = new ArrayList<>(List.of(
                "mvn",
                "--batch-mode",
                "--no-transfer-progress",
                "--fail-at-end",
                "-Dstyle.color=never",
                "-Derror-prone.config=.mvn/errorprone.config",
                "-Dmaven.test.failure.ignore=true",
                // what tests print stands beside their reports
                "-Dmaven.test.redirectTestOutputToFile=true"));
        command.addAll(goals);
        var builder = new ProcessBuilder(command).directory(root.toFile()).redirectErrorStream(true);
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().putAll(environment);
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
