package looplm.launcher.platform;

import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import looplm.launcher.supervise.PlatformState;
import looplm.launcher.supervise.ProgramState;
import looplm.launcher.terminal.Output;

/** Shows a start as it goes on: one line per program that is redrawn on a terminal, a line per change elsewhere. */
abstract sealed class StartView {

    private final Instant begin = Instant.now();
    private final PrintWriter writer;

    private StartView(PrintWriter writer) {
        this.writer = writer;
    }

    static StartView on(Output output) {
        return output.isTerminal() ? new Redrawn(output.err()) : new Lines(output.err());
    }

    abstract void show(PlatformState state);

    /** Answers are possible; from now on only changes are told. */
    abstract void finish();

    PrintWriter writer() {
        return writer;
    }

    String seconds(Instant until) {
        return String.format(
                Locale.ROOT, "%.1f s", Duration.between(begin, until).toMillis() / 1000.0);
    }

    static String describe(ProgramState program) {
        String text = program.phase().text();
        if (program.phase() == ProgramState.Phase.BACK_OFF && program.nextStart() != null) {
            long wait = Math.max(
                    0, Duration.between(Instant.now(), program.nextStart()).toSeconds());
            return "ended" + (program.lastExit() == null ? "" : " with exit code " + program.lastExit())
                    + ", next start in " + wait + " s";
        }
        return text;
    }

    /** Plain lines, for logs and pipes. */
    static final class Lines extends StartView {

        private final Map<String, String> told = new HashMap<>();

        Lines(PrintWriter writer) {
            super(writer);
        }

        @Override
        void show(PlatformState state) {
            changes(state).forEach(line -> writer().println("[" + seconds(Instant.now()) + "] " + line));
            writer().flush();
        }

        @Override
        void finish() {
            // lines stay as they are
        }

        /** What is new since the last call. */
        private List<String> changes(PlatformState state) {
            List<String> lines = new ArrayList<>();
            for (ProgramState program : state.programs()) {
                String what = program.phase() + "/" + program.restarts();
                if (program.phase() != ProgramState.Phase.WAITING && !what.equals(told.put(program.name(), what))) {
                    lines.add(program.name() + ": " + describe(program));
                }
            }
            if (!state.message().equals(told.put("", state.message()))) {
                lines.add(state.message());
            }
            return lines;
        }
    }

    /** Redraws its lines until all are ready, then tells changes like {@link Lines}. */
    static final class Redrawn extends StartView {

        private final Lines afterwards;
        private int drawn;
        private boolean finished;

        Redrawn(PrintWriter writer) {
            super(writer);
            this.afterwards = new Lines(writer);
        }

        @Override
        void show(PlatformState state) {
            if (finished) {
                afterwards.show(state);
                return;
            }
            if (state.phase() == PlatformState.Phase.UP || state.phase() == PlatformState.Phase.ANSWERING) {
                afterwards.changes(state);
            }
            switch (state.phase()) {
                case PREPARING -> redraw(state.message() + " ...\n");
                case STARTING, ANSWERING, UP -> redraw(table(state));
                case STOPPING, STOPPED, FAILED -> afterwards.show(state);
            }
        }

        private String table(PlatformState state) {
            var text = new StringBuilder();
            for (ProgramState program : state.programs()) {
                boolean ready = program.phase() == ProgramState.Phase.READY;
                text.append(String.format(
                        Locale.ROOT,
                        "  %-10s %-10s %8s   %s%n",
                        program.name(),
                        describe(program),
                        seconds(ready ? program.since() : Instant.now()),
                        ready ? program.url() : ""));
            }
            return text.toString();
        }

        @Override
        void finish() {
            finished = true;
        }

        private void redraw(String text) {
            if (drawn > 0) {
                // up to the first line, clear from there on
                writer().printf("\033[%dA\033[J", drawn);
            }
            writer().print(text);
            writer().flush();
            drawn = (int) text.lines().count();
        }
    }
}
