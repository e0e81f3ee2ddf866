package looplm.model.fuzz;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;

/**
 * The process that may die: loads mutants one after another and says before each which it is, and after it what became of
 * it.
 */
final class FuzzWorker {

    static final String BEGIN = "begin ";
    static final String END = "end ";

    private FuzzWorker() {}

    /** Arguments: golden directory, scratch directory, seed, first and last number (exclusive) of the whole run. */
    public static void main(String[] arguments) throws IOException {
        PrintStream out = System.out;
        Path golden = Path.of(arguments[0]);
        Path scratch = Path.of(arguments[1]);
        long seed = Long.parseLong(arguments[2]);
        int last = Integer.parseInt(arguments[4]);
        for (int number = Integer.parseInt(arguments[3]); number < last; number++) {
            Stratum stratum = Stratum.of(number);
            Mutant mutant = stratum.mutant(golden, seed, number);
            mutant.write(scratch);
            out.println(BEGIN + number + " " + stratum + " " + mutant.parses());
            Trial.Result result = Trial.run(scratch);
            out.println(END + result.outcome() + " " + result.detail().replace('\n', ' '));
        }
    }
}
