package looplm.eval.run;

import java.time.InstantSource;
import java.util.Set;
import java.util.UUID;
import looplm.eval.client.Question;
import looplm.eval.client.Reply;
import looplm.eval.client.TargetClient;
import looplm.eval.client.TargetModel;
import looplm.eval.record.ItemOutcome;
import looplm.eval.record.ItemResult;
import looplm.eval.record.Variant;
import looplm.eval.record.Work;
import looplm.eval.suite.Suite;
import looplm.wire.openai.LoopUsage;

/** Asks one item, checks that the answer is about what was asked, and scores it. Safe for use by many threads. */
record ItemAsker(UUID run, Suite suite, TargetModel model, TargetClient client, InstantSource clock) {

    /**
     * @throws RunFailedException if the answer came from other weights or another depth
     */
    ItemResult ask(Work work) throws InterruptedException {
        var question = new Question(
                model.name(),
                suite.message(work.item()),
                work.variant().controls(model.trainedSteps()),
                suite.maxTokens());
        return switch (client.ask(question)) {
            case Reply.Answered answered -> scored(work, answered);
            case Reply.TimedOut(UUID attempt) -> without(work, ItemOutcome.TIMED_OUT, attempt);
            case Reply.TooLong(UUID attempt) -> without(work, ItemOutcome.TOO_LONG, attempt);
        };
    }

    private ItemResult without(Work work, ItemOutcome outcome, UUID attempt) {
        return new ItemResult(run, work.item(), work.variant(), outcome, attempt, clock.instant());
    }

    private ItemResult scored(Work work, Reply.Answered answered) {
        checkWeights(answered.model());
        checkDepth(work, answered);
        boolean right = suite.scorer().isRight(work.item().answer(), answered.text());
        ItemOutcome outcome = right ? ItemOutcome.RIGHT : ItemOutcome.WRONG;
        return new ItemResult(run, work.item(), work.variant(), outcome, answered, clock.instant());
    }

    private void checkWeights(String answeredBy) {
        if (!answeredBy.equals(model.reference())) {
            throw new RunFailedException("weights: %s answered (expected: %s throughout the run)"
                    .formatted(answeredBy.isEmpty() ? "nobody knows who" : answeredBy, model.reference()));
        }
    }

    private void checkDepth(Work work, Reply.Answered answered) {
        LoopUsage loop = answered.loop();
        Set<Integer> exits = loop.exitStepsHistogram().keySet();
        long tokens = loop.exitStepsHistogram().values().stream()
                .mapToLong(Long::longValue)
                .sum();
        boolean asAsked = switch (work.variant()) {
            case Variant.Fixed(int steps) -> exits.equals(Set.of(steps));
            case Variant.Adaptive _ ->
                !exits.isEmpty() && exits.stream().allMatch(step -> step >= 1 && step <= model.trainedSteps());
        };
        if (!asAsked || tokens != answered.completionTokens()) {
            throw new RunFailedException("item %s: exit steps %s of %d tokens (expected: %s for every token, as asked)"
                    .formatted(work.item().id(), loop.exitStepsHistogram(), answered.completionTokens(), wanted(work)));
        }
    }

    private String wanted(Work work) {
        return switch (work.variant()) {
            case Variant.Fixed(int steps) -> Integer.toString(steps);
            case Variant.Adaptive _ -> "1.." + model.trainedSteps();
        };
    }
}
