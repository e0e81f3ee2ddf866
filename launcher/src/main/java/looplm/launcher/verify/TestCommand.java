package looplm.launcher.verify;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import looplm.launcher.home.Checkout;
import looplm.launcher.terminal.CommandFailure;
import looplm.launcher.terminal.Output;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Runs all tests. */
@Command(
        name = "test",
        mixinStandardHelpOptions = true,
        description = "Runs all tests and prints how many passed; the last line is `N passed, N failed, N skipped`.",
        footer = {"", "Example: ./looplm test --quick"})
public final class TestCommand implements Callable<Integer> {

    private static final String GPU = "gpu";
    private static final List<String> LONG_ONES = List.of("browser", "slow");

    @Option(names = "--quick", description = "Leave out tests in a browser and long property tests.")
    private boolean quick;

    @Option(names = "--gpu", description = "Run the tests that need CUDA too; fails where there is none.")
    private boolean gpu;

    @Mixin
    private Output output;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (gpu && !Cuda.isThere()) {
            throw new CommandFailure("--gpu: no CUDA device (expected: one that `nvidia-smi -L` lists)");
        }
        Path root = Checkout.find().root();
        List<String> leftOut = leftOut();
        Instant begin = Instant.now();
        int exitCode = new MavenVerify(root, leftOut).run(output.out());
        TestReports.Count count = new TestReports(root).countSince(begin);
        return tell(output.out(), root, leftOut, count, Duration.between(begin, Instant.now()), exitCode);
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
            PrintWriter out, Path root, List<String> leftOut, TestReports.Count count, Duration time, int exitCode)
            throws IOException {
        var tagged = new TaggedTests(root);
        out.println();
        for (String tag : leftOut) {
            out.println("Tests with tag " + tag + " left out: " + tagged.count(tag));
        }
        out.println("Time: " + time.toMinutes() + " min " + time.toSecondsPart() + " s");
        boolean good = exitCode == 0 && count.failed() == 0 && count.passed() > 0;
        if (!good) {
            out.println(
                    "FAILED: Maven's exit code is " + exitCode + "; all of its output is in " + MavenVerify.log(root));
        }
        out.println(count.passed() + " passed, " + count.failed() + " failed, " + count.skipped() + " skipped");
        out.flush();
        return good ? 0 : 1;
    }
}
