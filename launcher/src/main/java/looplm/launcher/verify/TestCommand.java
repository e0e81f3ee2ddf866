package looplm.launcher.verify;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import looplm.launcher.home.Checkout;
import looplm.launcher.terminal.CommandFailure;
import looplm.launcher.terminal.Output;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Runs all tests. */
@Command(
        name = "test",
        mixinStandardHelpOptions = true,
        description = "Runs all tests and prints how many passed; the last line is `N passed, N failed, N skipped`.",
        footer = {"", "Examples:", "  ./looplm test --quick", "  ./looplm test --cpu avx2"})
public final class TestCommand implements Callable<Integer> {

    private static final String GPU = "gpu";
    private static final List<String> LONG_ONES = List.of("browser", "slow");

    @Option(names = "--quick", description = "Leave out tests in a browser and long property tests.")
    private boolean quick;

    @Option(names = "--gpu", description = "Run the tests that need CUDA too; fails where there is none.")
    private boolean gpu;

    @Option(
            names = "--cpu",
            paramLabel = "SET",
            description = "Run the numeric tests alone, as on a CPU with no more than this instruction set: avx2.")
    private @Nullable LesserCpu cpu;

    @Mixin
    private Output output;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (gpu && !Cuda.isThere()) {
            throw new CommandFailure("--gpu: no CUDA device (expected: one that `nvidia-smi -L` lists)");
        }
        if (cpu != null && (quick || gpu)) {
            throw new CommandFailure("--cpu: with --quick or --gpu (expected: alone)");
        }
        Path root = Checkout.find().root();
        List<String> leftOut = cpu == null ? leftOut() : List.of();
        Instant begin = Instant.now();
        MavenOutcome outcome = maven(root, leftOut).run(output.out());
        TestReports.Count count = new TestReports(root).countSince(begin);
        return tell(output.out(), root, leftOut, count, Duration.between(begin, Instant.now()), outcome);
    }

    private MavenVerify maven(Path root, List<String> leftOut) {
        if (cpu != null) {
            return new MavenVerify(root, cpu.goals(), cpu.environment());
        }
        return new MavenVerify(
                root, List.of("-Dtest.excluded.groups=" + String.join(",", leftOut), "verify"), Map.of());
    }

    private List<String> leftOut() {
        List<String> tags = new ArrayList<>();
        if (!gpu) {
            tags.add(GPU);
        }
        if (quick) {
            tags.addAll(LONG_ONES);
        }
        return tags;
    }

    private static int tell(
            PrintWriter out,
            Path root,
            List<String> leftOut,
            TestReports.Count count,
            Duration time,
            MavenOutcome outcome)
            throws IOException {
        var tagged = new TaggedTests(root);
        out.println();
        for (String tag : leftOut) {
            out.println("Tests with tag " + tag + " left out: " + tagged.count(tag));
        }
        out.println("Time: " + time.toMinutes() + " min " + time.toSecondsPart() + " s");
        boolean good = outcome.complete() && count.failed() == 0 && count.passed() > 0;
        if (!good) {
            out.println("FAILED: all of Maven's output is in " + MavenVerify.log(root));
        }
        if (outcome.crashed()) {
            out.println("The process of some tests ended before them: they are in no count");
        }
        tellModules(out, "Did not build to the end: ", outcome.broken());
        tellModules(out, "Not tested: ", outcome.untested());
        out.println(count.passed() + " passed, " + count.failed() + " failed, " + count.skipped() + " skipped");
        out.flush();
        return good ? 0 : 1;
    }

    private static void tellModules(PrintWriter out, String what, List<String> modules) {
        if (!modules.isEmpty()) {
            out.println(what + String.join(", ", modules));
        }
    }
}
