package looplm.trainer.cli;

import ai.djl.engine.Engine;
import ai.djl.engine.EngineException;
import ai.djl.pytorch.jni.JniUtils;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import looplm.model.checkpoint.LoopLmConfig;
import looplm.model.text.ChatTemplate;
import looplm.model.text.Tokenizer;
import looplm.trainer.StopSignal;
import looplm.trainer.TrainedModel;
import looplm.trainer.Trainer;
import looplm.trainer.card.ModelCard;
import looplm.trainer.card.StepTable;
import looplm.trainer.data.DocumentEncoder;
import looplm.trainer.data.FileData;
import looplm.trainer.data.TaskData;
import looplm.trainer.data.TrainingData;
import looplm.trainer.recipe.Recipe;
import looplm.trainer.recipe.RecipeFile;
import looplm.trainer.release.FineTunedRelease;
import looplm.trainer.release.ModelRelease;
import looplm.trainer.stage.TrainingException;
import looplm.trainer.task.NanoTasks;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code looplm train}: from a recipe to a measured model directory. */
@Command(
        name = "train",
        mixinStandardHelpOptions = true,
        description = "Trains a model by a recipe, measures it and writes its directory with card and depth profile.",
        footer = {"", "Example:", "  looplm train --recipe recipes/looplm-nano.yaml --out data/my-nano"})
public final class TrainCommand implements Callable<Integer> {

    private static final Duration SAVING_LIMIT = Duration.ofSeconds(30);

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--recipe",
            paramLabel = "FILE",
            defaultValue = "recipes/looplm-nano.yaml",
            description = "What to train and how (default: ${DEFAULT-VALUE}).")
    private Path recipeFile;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            required = true,
            description = "Directory of the model; new or empty. Checkpoints are kept in DIR/checkpoints meanwhile.")
    private Path out;

    @Option(names = "--resume", description = "Go on from the newest checkpoint in DIR/checkpoints, bit for bit.")
    private boolean resume;

    @Option(names = "--seed", paramLabel = "N", description = "Another seed than the recipe's.")
    private @Nullable Long seed;

    @Option(
            names = "--minutes",
            paramLabel = "M",
            description = "Shorten the schedule to this wall time; the result then depends on the machine's speed.")
    private @Nullable Double minutes;

    @Option(
            names = "--threads",
            paramLabel = "N",
            defaultValue = "1",
            description =
                    "Threads of the tensor library (default: ${DEFAULT-VALUE}; small models gain little from more).")
    private int threads;

    @Option(names = "--json", description = "Print the card's figures as one JSON object; progress goes to stderr.")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        within("--threads", threads, 1, 1024);
        try (var _ = OutputLock.of(out)) {
            requireEmpty(out);
            return trainUntilTold(recipe());
        } catch (TrainingException | UncheckedIOException e) {
            return failed(String.valueOf(e.getMessage()));
        } catch (EngineException e) {
            return failed("libtorch: "
                    + String.valueOf(e.getMessage()).lines().findFirst().orElse(""));
        }
    }

    private int failed(String message) {
        err().println(message);
        err().flush();
        return CommandLine.ExitCode.SOFTWARE;
    }

    /** A signal, or the end of the launcher, lets the update be finished and saved before the process ends. */
    private int trainUntilTold(RecipeFile recipe) throws IOException {
        Engine.getEngine("PyTorch");
        JniUtils.setNumThreads(threads);
        var stop = new StopSignal();
        ParentWatch.onEnd(stop::request);
        var hook = new Thread(() -> saveAndEnd(stop), "save-on-exit");
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            return train(recipe, stop);
        } finally {
            stop.finish();
            remove(hook);
        }
    }

    /** Ends with the exit code of a run that stopped early, whatever the signal was. */
    private static void saveAndEnd(StopSignal stop) {
        stop.request();
        stop.await(SAVING_LIMIT);
        Runtime.getRuntime().halt(CommandLine.ExitCode.SOFTWARE);
    }

    private static void remove(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException shuttingDown) {
            // the hook is running and was just released
        }
    }

    private int train(RecipeFile recipe, StopSignal stop) throws IOException {
        var tasks = new NanoTasks();
        var progress = json ? err() : out();
        try (var trainer = trainer(recipe, tasks)) {
            progress.printf("%s: %,d parameters%n", recipe.recipe().name(), trainer.parameterCount());
            if (resume) {
                resume(trainer);
                progress.printf("goes on after update %,d%n", trainer.updates());
            }
            progress.flush();
            var trained = train(trainer, stop, progress);
            if (!trained.complete()) {
                err().printf(
                                "stopped after update %d; checkpoint saved below %s; --resume goes on there%n",
                                trained.updates(), out);
                return 1;
            }
            progress.printf("trained in %d s, measuring ...%n", trained.wall().toSeconds());
            progress.flush();
            publish(recipe, tasks, trainer, trained);
            return 0;
        }
    }

    private TrainedModel train(Trainer trainer, StopSignal stop, PrintWriter progress) {
        try {
            return trainer.train(limit(), stop, report -> {
                progress.println(report.line());
                progress.flush();
            });
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), "recipe: " + recipeFile + ": " + e.getMessage(), e);
        }
    }

    private void resume(Trainer trainer) {
        try {
            trainer.resume();
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }

    private void publish(RecipeFile recipe, NanoTasks tasks, Trainer trainer, TrainedModel trained) {
        var start = recipe.recipe().start();
        if (recipe.recipe().data().tasks().isEmpty()) {
            var hash = new FineTunedRelease(recipe, Path.of(start.orElseThrow())).publish(trainer, trained, out);
            out().printf(
                            json ? "{\"model\":\"%s\",\"weights_hash\":\"%s\"}%n" : "model: %s%nweights hash: %s%n",
                            out,
                            hash.hex());
        } else {
            print(new ModelRelease(recipe, tasks).publish(trainer, trained, limit().isPresent(), out));
        }
        out().flush();
    }

    private void print(ModelCard card) {
        if (json) {
            out().print(card.figures().toJson());
        } else {
            out().println(StepTable.text(card.figures()));
            out().printf("model: %s%nweights hash: %s%n", out, card.figures().weightsHash());
        }
    }

    private RecipeFile recipe() throws IOException {
        try {
            var file = RecipeFile.read(recipeFile);
            return seed == null ? file : file.withSeed(seed);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }

    private Trainer trainer(RecipeFile recipe, NanoTasks tasks) throws IOException {
        try {
            return new Trainer(recipe, tasks, data(recipe.recipe(), tasks), out);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), "recipe: " + recipeFile + ": " + e.getMessage(), e);
        }
    }

    private static TrainingData data(Recipe recipe, NanoTasks tasks) throws IOException {
        if (!recipe.data().tasks().isEmpty()) {
            return new TaskData(tasks, recipe);
        }
        Path start = Path.of(recipe.start().orElseThrow());
        if (!Files.isDirectory(start)) {
            throw new IllegalArgumentException("start: " + start + " (expected: directory of a checkpoint)");
        }
        try (var tokenizer = Tokenizer.load(start)) {
            var encoder =
                    new DocumentEncoder(tokenizer, ChatTemplate.load(start), LoopLmConfig.read(start), recipe.loss());
            return FileData.read(recipe, encoder);
        }
    }

    private Optional<Duration> limit() {
        if (minutes == null) {
            return Optional.empty();
        }
        if (!(minutes > 0 && minutes <= 100_000)) {
            throw new ParameterException(spec.commandLine(), "--minutes: " + minutes + " (expected: above 0)");
        }
        return Optional.of(Duration.ofMillis(Math.max(1, Math.round(minutes * 60_000))));
    }

    private void within(String name, int value, int low, int high) {
        if (value < low || value > high) {
            throw new ParameterException(
                    spec.commandLine(), "%s: %d (expected: %d..%d)".formatted(name, value, low, high));
        }
    }

    private void requireEmpty(Path directory) throws IOException {
        if (resume || !Files.exists(directory)) {
            return;
        }
        boolean empty = false;
        if (Files.isDirectory(directory)) {
            try (var files = Files.list(directory)) {
                empty = files.findAny().isEmpty();
            }
        }
        if (!empty) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--out: " + directory + " (expected: a new or empty directory, or --resume to go on in it)");
        }
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }

    private PrintWriter err() {
        return spec.commandLine().getErr();
    }
}
