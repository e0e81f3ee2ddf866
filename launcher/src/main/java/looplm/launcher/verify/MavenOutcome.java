package looplm.launcher.verify;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How a run of Maven ended.
 *
 * @param exitCode not 0 where something did not build; failed tests do not show in it
 * @param crashed whether tests ended with their process, so that their reports miss some
 * @param broken modules that did not build to their end
 * @param untested modules that were left out, because one that they need is broken
 */
record MavenOutcome(int exitCode, boolean crashed, List<String> broken, List<String> untested) {

    MavenOutcome {
        broken = List.copyOf(broken);
        untested = List.copyOf(untested);
    }

    /** Whether all was built and no test's process ended before it; tests may have failed. */
    boolean complete() {
        return exitCode == 0 && !crashed && broken.isEmpty() && untested.isEmpty();
    }

    /** Gathers from Maven's lines. */
    static final class Reader {

        /** A line of the reactor's summary, such as {@code [INFO] gateway ..... FAILURE [  3.1 s]}. */
        private static final Pattern MODULE = Pattern.compile("\\[INFO\\] (\\S+) \\.+ (FAILURE|SKIPPED)\\b.*");

        private static final Pattern CRASH = Pattern.compile(
                ".*(The forked VM terminated|There was an error in the forked process|Crashed tests:).*");

        private final List<String> broken = new ArrayList<>();
        private final List<String> untested = new ArrayList<>();
        private boolean crashed;

        void read(String line) {
            crashed |= CRASH.matcher(line).matches();
            Matcher module = MODULE.matcher(line);
            if (module.matches()) {
                (module.group(2).equals("SKIPPED") ? untested : broken).add(module.group(1));
            }
        }

        MavenOutcome outcome(int exitCode) {
            return new MavenOutcome(exitCode, crashed, broken, untested);
        }
    }
}
