package looplm.trainer.scoring;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import looplm.model.checkpoint.LoopLmConfig;
import looplm.model.script.ScriptModule;
import looplm.model.weights.WeightFiles;
import looplm.model.weights.WeightLoader;
import looplm.model.weights.WeightNames;
import looplm.trainer.stage.AnswerScores;
import looplm.trainer.stage.GateWeights;
import looplm.trainer.task.NanoTasks;
import looplm.trainer.task.NanoVocabulary;
import looplm.trainer.task.Split;
import looplm.trainer.task.Task;
import looplm.trainer.task.TaskItem;

/** Scores questions with a model directory, all recurrent steps in one pass of the forward text. One thread uses it. */
public final class AnswerScorer implements AutoCloseable {

    private static final int ROWS = 128;

    private final LoopLmConfig config;
    private final NanoVocabulary vocabulary;
    private final NDManager manager;
    private final AnswerScores scores;

    private AnswerScorer(LoopLmConfig config, NanoVocabulary vocabulary, NDManager manager, AnswerScores scores) {
        this.config = config;
        this.vocabulary = vocabulary;
        this.manager = manager;
        this.scores = scores;
    }

    /**
     * Loads a model.
     *
     * @throws looplm.model.checkpoint.CheckpointException naming the file at fault
     */
    public static AnswerScorer load(Path directory, NanoVocabulary vocabulary) {
        return load(directory, vocabulary, Optional.empty());
    }

    /** Loads a model and puts another gate on it. */
    public static AnswerScorer load(Path directory, NanoVocabulary vocabulary, Optional<GateWeights> gate) {
        var config = LoopLmConfig.read(directory);
        NDManager manager = ScriptModule.newManager();
        try (var files = WeightFiles.open(directory)) {
            var loaded = WeightLoader.load(files, config, manager);
            List<NDArray> weights = new ArrayList<>(loaded.inTextOrder());
            gate.ifPresent(other -> {
                var names = new ArrayList<>(new LinkedHashMap<>(loaded.named()).keySet());
                weights.set(
                        names.indexOf(WeightNames.GATE_WEIGHT),
                        manager.create(other.weight(), new Shape(1, other.weight().length)));
                weights.set(
                        names.indexOf(WeightNames.GATE_BIAS), manager.create(new float[] {other.bias()}, new Shape(1)));
            });
            return new AnswerScorer(config, vocabulary, manager, new AnswerScores(manager, config, weights));
        } catch (RuntimeException e) {
            manager.close();
            throw e;
        }
    }

    /** The model's configuration. */
    public LoopLmConfig config() {
        return config;
    }

    /** Accuracy of every level of every task on a split. */
    public List<ScoredLevel> score(NanoTasks tasks, Split split, int itemsPerLevel, int recurrentSteps) {
        var levels = new ArrayList<ScoredLevel>();
        for (Task task : tasks.all()) {
            for (int level = task.firstLevel(); level <= task.lastLevel(); level++) {
                var items = tasks.evaluation(task, level, split, itemsPerLevel);
                levels.add(new ScoredLevel(
                        task.name(), level, task.seen(level), task.chance(level), score(items, recurrentSteps)));
            }
        }
        return levels;
    }

    /** Scores questions; the result is in their order. */
    public List<ScoredItem> score(List<TaskItem> items, int recurrentSteps) {
        var byLength = new ArrayList<Integer>();
        for (int i = 0; i < items.size(); i++) {
            byLength.add(i);
        }
        byLength.sort(Comparator.comparingInt(i -> items.get(i).prompt().size()));
        var scored = new ScoredItem[items.size()];
        for (int from = 0; from < items.size(); from += ROWS) {
            List<Integer> rows = byLength.subList(from, Math.min(items.size(), from + ROWS));
            List<TaskItem> batch = rows.stream().map(items::get).toList();
            List<ScoredItem> results = batch(batch, recurrentSteps);
            for (int i = 0; i < rows.size(); i++) {
                scored[rows.get(i)] = results.get(i);
            }
        }
        return List.of(scored);
    }

    private List<ScoredItem> batch(List<TaskItem> items, int recurrentSteps) {
        var result = scores.of(items, vocabulary, recurrentSteps);
        var scored = new ArrayList<ScoredItem>(items.size());
        int from = 0;
        for (TaskItem item : items) {
            int to = from + item.answer().size() + 1;
            var best = new int[recurrentSteps][];
            for (int t = 0; t < recurrentSteps; t++) {
                best[t] = Arrays.copyOfRange(result.best()[t], from, to);
            }
            scored.add(new ScoredItem(
                    item,
                    targets(item),
                    best,
                    part(result.logProbabilities(), from, to),
                    part(result.gateLogits(), from, to),
                    part(result.moved(), from, to)));
            from = to;
        }
        return scored;
    }

    private int[] targets(TaskItem item) {
        int[] answer = vocabulary.ids(item.answer());
        int[] targets = Arrays.copyOf(answer, answer.length + 1);
        targets[answer.length] = NanoVocabulary.EOS;
        return targets;
    }

    private static float[][] part(float[][] byStep, int from, int to) {
        return Arrays.stream(byStep)
                .map(row -> Arrays.copyOfRange(row, from, to))
                .toArray(float[][]::new);
    }

    @Override
    public void close() {
        scores.close();
        manager.close();
    }
}
