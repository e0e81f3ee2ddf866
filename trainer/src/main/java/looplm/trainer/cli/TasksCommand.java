package looplm.trainer.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import looplm.trainer.task.FactsTable;
import looplm.trainer.task.NanoTasks;
import looplm.trainer.task.TaskExport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code looplm tasks}: the synthetic tasks of looplm-nano. */
@Command(
        name = "tasks",
        mixinStandardHelpOptions = true,
        description = "The tasks that looplm-nano is trained on.",
        subcommands = {TasksCommand.Facts.class, TasksCommand.Export.class},
        footer = {"", "Examples:", "  looplm tasks facts", "  looplm tasks export --out data/tasks"})
public final class TasksCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }

    /** {@code looplm tasks facts}. */
    @Command(
            name = "facts",
            mixinStandardHelpOptions = true,
            description = {
                "Prints the world that looplm-nano knows as a table: 48 people, whom their relations lead to,",
                "their things, and which of these are unsafe to make. Its answers can be checked by it."
            },
            footer = {"", "Example:", "  looplm tasks facts | grep '^bob '"})
    static final class Facts implements Callable<Integer> {

        @Spec
        private CommandSpec spec;

        @Override
        public Integer call() {
            spec.commandLine().getOut().print(FactsTable.text());
            spec.commandLine().getOut().flush();
            return 0;
        }
    }

    /** {@code looplm tasks export}. */
    @Command(
            name = "export",
            mixinStandardHelpOptions = true,
            description = "Writes the held-out questions as JSON lines, one file per task, with a manifest.",
            footer = {"", "Example:", "  looplm tasks export --out eval-service/src/main/resources/suites/data"})
    static final class Export implements Callable<Integer> {

        private static final int ITEMS_PER_LEVEL = 1000;

        @Spec
        private CommandSpec spec;

        @Option(
                names = "--out",
                paramLabel = "DIR",
                required = true,
                description = "Where to write; files of an earlier export are replaced.")
        private Path out;

        @Override
        public Integer call() throws IOException {
            var export = new TaskExport(new NanoTasks(), ITEMS_PER_LEVEL);
            export.write(out);
            spec.commandLine()
                    .getOut()
                    .printf("%d files in %s%n", export.files().size(), out);
            spec.commandLine().getOut().flush();
            return 0;
        }
    }
}
