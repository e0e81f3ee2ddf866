package looplm.model.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Runs mutants of all strata in child processes; one that dies or hangs is counted and the next one started. */
final class FuzzRun {

    private static final long LIMIT_SECONDS = 60;

    private final Path golden;
    private final Path scratch;
    private final long seed;

    FuzzRun(Path golden, Path scratch, long seed) {
        this.golden = golden;
        this.scratch = scratch;
        this.seed = seed;
    }

    /** What became of so many mutants, by stratum. */
    Map<Stratum, Tally> run(int mutants) throws IOException {
        var tallies = new EnumMap<Stratum, Tally>(Stratum.class);
        for (Stratum stratum : Stratum.values()) {
            tallies.put(stratum, new Tally(stratum));
        }
        int begun = 0;
        while (begun < mutants) {
            begun += runChild(begun, mutants, tallies);
        }
        return tallies;
    }

    /** Returns how many mutants the child has begun. */
    private int runChild(int from, int to, Map<Stratum, Tally> tallies) throws IOException {
        int begun = 0;
        Tally current = null;
        Process child = start(from, to);
        try (var lines = new BufferedReader(new InputStreamReader(child.getInputStream(), UTF_8))) {
            for (String line = nextLine(child, lines); line != null; line = nextLine(child, lines)) {
                if (line.startsWith(FuzzWorker.BEGIN)) {
                    current = tallies.get(Stratum.of(from + begun));
                    current.begin(from + begun, line.endsWith(" true"));
                    begun++;
                } else if (line.startsWith(FuzzWorker.END) && current != null) {
                    current.end(line.substring(FuzzWorker.END.length()));
                    current = null;
                }
            }
        } finally {
            child.destroyForcibly();
        }
        int exitCode = child.onExit().join().exitValue();
        if (current != null) {
            current.crashed(exitCode);
        } else if (exitCode != 0 || begun < to - from) {
            throw new IllegalStateException("the worker ended with " + exitCode + " outside a trial, see " + errors());
        }
        return begun;
    }

    /** The next line, null at the end. A child that is silent for too long is killed, which ends its lines. */
    private static String nextLine(Process child, BufferedReader lines) throws IOException {
        CompletableFuture<Void> limit = CompletableFuture.runAsync(
                child::destroyForcibly, CompletableFuture.delayedExecutor(LIMIT_SECONDS, TimeUnit.SECONDS));
        try {
            return lines.readLine();
        } finally {
            limit.cancel(false);
        }
    }

    private Process start(int from, int to) throws IOException {
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-Xmx512m",
                "--enable-native-access=ALL-UNNAMED",
                "-DOPT_OUT_TRACKING=true",
                "-Dai.djl.offline=true",
                "-Dai.djl.pytorch.num_threads=1",
                "-Dlogback.configurationFile=looplm/model/cli/logback-command.xml",
                "-cp",
                System.getProperty("java.class.path"),
                FuzzWorker.class.getName(),
                golden.toString(),
                scratch.toString(),
                Long.toString(seed),
                Integer.toString(from),
                Integer.toString(to));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.appendTo(errors().toFile()))
                .start();
    }

    private Path errors() {
        return scratch.resolveSibling("worker.err");
    }
}
