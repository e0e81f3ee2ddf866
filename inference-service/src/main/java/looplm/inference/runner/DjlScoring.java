package looplm.inference.runner;

import java.util.List;
import looplm.inference.engine.model.ScoringTask;
import looplm.inference.engine.model.ScoringWork;
import looplm.model.ContinuationScore;
import looplm.model.ContinuationScoring;
import looplm.model.LoopLm;
import looplm.model.cache.KvCache;

/** Scores with a {@link LoopLm}, over a cache of its own. */
final class DjlScoring implements ScoringWork {

    private final KvCache cache;
    private final ContinuationScoring scoring;

    DjlScoring(LoopLm model, ScoringTask task) {
        int positions = ContinuationScoring.positions(model, task.context(), task.continuations(), task.steps());
        this.cache = model.newCache(task.steps(), positions);
        this.scoring = new ContinuationScoring(model, cache, task.context(), task.continuations());
    }

    @Override
    public boolean advance() {
        return scoring.advance();
    }

    @Override
    public int fedTokens() {
        return scoring.fedTokens();
    }

    @Override
    public List<ContinuationLikelihood> scores() {
        return scoring.scores().stream().map(DjlScoring::likelihood).toList();
    }

    private static ContinuationLikelihood likelihood(ContinuationScore score) {
        int steps = score.recurrentSteps();
        var byStep = new double[steps];
        var greedy = new boolean[steps];
        for (int step = 1; step <= steps; step++) {
            byStep[step - 1] = score.logLikelihood(step);
            greedy[step - 1] = score.greedy(step);
        }
        return new ContinuationLikelihood(score.tokens(), byStep, greedy);
    }

    @Override
    public void close() {
        cache.close();
    }
}
