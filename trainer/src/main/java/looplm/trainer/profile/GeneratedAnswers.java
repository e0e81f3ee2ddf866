package looplm.trainer.profile;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import looplm.model.Generation;
import looplm.model.GenerationRequest;
import looplm.model.LoopLm;
import looplm.model.SerialGenerator;
import looplm.model.cache.KvPolicy;
import looplm.model.exit.DepthBounds;
import looplm.model.sample.SamplingParams;
import looplm.trainer.scoring.DepthPoint;
import looplm.trainer.scoring.ScoredItem;
import looplm.trainer.scoring.ScoredLevel;
import looplm.trainer.task.NanoVocabulary;
import looplm.trainer.task.TaskItem;

/**
 * What a model answers when it generates by itself with the history that serving keeps ({@code LAST_EXITED}): slower
 * than scoring, and the truth where answers of several words exit early.
 */
public final class GeneratedAnswers implements AutoCloseable {

    public static final KvPolicy KV_POLICY = KvPolicy.LAST_EXITED;

    private static final int MAX_TOKENS = 32;

    private final LoopLm model;
    private final SerialGenerator generator;
    private final NanoVocabulary vocabulary;

    private GeneratedAnswers(LoopLm model, NanoVocabulary vocabulary) {
        this.model = model;
        this.generator = new SerialGenerator(model);
        this.vocabulary = vocabulary;
    }

    /** Loads a model directory. */
    public static GeneratedAnswers load(Path directory, NanoVocabulary vocabulary) {
        return new GeneratedAnswers(LoopLm.load(directory), vocabulary);
    }

    /** How the questions of these levels are answered within these bounds. */
    public DepthPoint measure(List<ScoredLevel> levels, DepthBounds bounds) {
        return new DepthPoint(
                bounds, levels.stream().map(level -> measure(level, bounds)).toList());
    }

    private DepthPoint.LevelPoint measure(ScoredLevel level, DepthBounds bounds) {
        var request = new GenerationRequest(
                bounds.policy(), KV_POLICY, SamplingParams.GREEDY, MAX_TOKENS, Set.of(NanoVocabulary.EOS));
        int right = 0;
        long steps = 0;
        long tokens = 0;
        for (ScoredItem scored : level.items()) {
            var answer = generator.generate(prompt(scored.item()), request, (token, logits) -> {});
            right += right(answer, scored.item()) ? 1 : 0;
            steps += answer.tokens().stream()
                    .mapToLong(token -> token.exitStep())
                    .sum();
            tokens += answer.tokens().size();
        }
        return new DepthPoint.LevelPoint(
                level.task(), level.level(), level.chance(), level.items().size(), right, (double) steps / tokens);
    }

    private int[] prompt(TaskItem item) {
        return concat(NanoVocabulary.BOS, vocabulary.ids(item.prompt()), NanoVocabulary.ANS);
    }

    private boolean right(Generation answer, TaskItem item) {
        int[] expected = vocabulary.ids(item.answer());
        int[] ids = answer.ids();
        return ids.length == expected.length + 1
                && ids[expected.length] == NanoVocabulary.EOS
                && Arrays.equals(Arrays.copyOf(ids, expected.length), expected);
    }

    private static int[] concat(int first, int[] middle, int last) {
        return IntStream.concat(IntStream.of(first), IntStream.concat(Arrays.stream(middle), IntStream.of(last)))
                .toArray();
    }

    @Override
    public void close() {
        model.close();
    }
}
