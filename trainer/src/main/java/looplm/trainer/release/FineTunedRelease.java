package looplm.trainer.release;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.stream.Collectors;
import looplm.model.checkpoint.GenerationDefaults;
import looplm.model.text.ChatTemplate;
import looplm.model.text.Tokenizer;
import looplm.model.weights.ModelDirectoryWriter;
import looplm.model.weights.WeightsHash;
import looplm.trainer.MetricsFile;
import looplm.trainer.TrainedModel;
import looplm.trainer.Trainer;
import looplm.trainer.recipe.RecipeFile;
import tools.jackson.databind.json.JsonMapper;

/**
 * Turns a finished run on files into a model directory: new weights beside the configuration, tokenizer, template,
 * defaults and code of the checkpoint that the run started from, so it loads wherever that did. It has no depth profile: nothing was measured that could choose one, and that
 * of the old weights does not hold.
 */
public final class FineTunedRelease {

    /** What is known about the run. */
    public static final String FILE = "training.json";

    private static final List<String> COPIED = List.of(
            Tokenizer.FILE,
            ChatTemplate.FILE,
            "chat_template.jinja",
            GenerationDefaults.FILE,
            "special_tokens_map.json",
            "added_tokens.json",
            "vocab.json",
            "merges.txt",
            "tokenizer.model");

    /** The model's own code, which {@code auto_map} in config.json names: without it transformers loads nothing. */
    private static final String CODE = "*.py";

    private final RecipeFile recipe;
    private final Path start;

    /**
     * A release.
     *
     * @param start directory of the checkpoint that the run started from
     */
    public FineTunedRelease(RecipeFile recipe, Path start) {
        this.recipe = recipe;
        this.start = start;
    }

    /**
     * Trains the gate, where the recipe says so, and publishes.
     *
     * @param out takes the place of the directory of this name, checkpoints included
     * @return hash of the new weights
     */
    public WeightsHash publish(Trainer trainer, TrainedModel trained, Path out) {
        trainer.tuneGate();
        var metrics = trainer.metrics().lines();
        try (var writer = ModelDirectoryWriter.begin(out)) {
            trainer.write(writer);
            copy(writer);
            var figures = new LinkedHashMap<String, Object>();
            figures.put("name", recipe.recipe().name());
            figures.put("start", WeightsHash.of(start).hex());
            figures.put("recipe_sha256", recipe.sha256());
            figures.put("updates", trained.updates());
            figures.put("tokens", trained.tokens());
            figures.put("loss", trained.loss());
            figures.put("wall_seconds", trained.wall().toMillis() / 1000.0);
            figures.put("stage_two", recipe.recipe().stageTwo().isPresent());
            writer.write(
                    FILE, JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsString(figures) + "\n");
            writer.write(CurvesReport.FILE, CurvesReport.html(recipe.recipe().name(), metrics));
            writer.write(
                    MetricsFile.NAME, metrics.stream().map(line -> line + "\n").collect(Collectors.joining()));
            var hash = WeightsHash.of(writer.directory());
            writer.publish();
            return hash;
        }
    }

    private void copy(ModelDirectoryWriter writer) {
        try {
            for (String name : COPIED) {
                if (Files.exists(start.resolve(name))) {
                    Files.copy(start.resolve(name), writer.directory().resolve(name));
                }
            }
            try (var code = Files.newDirectoryStream(start, CODE)) {
                for (Path file : code) {
                    Files.copy(file, writer.directory().resolve(file.getFileName()));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
