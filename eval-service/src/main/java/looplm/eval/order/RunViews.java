package looplm.eval.order;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import looplm.eval.record.AggregateRepository;
import looplm.eval.record.EvalRun;
import looplm.eval.record.ItemResultRepository;
import looplm.eval.record.RunState;
import looplm.eval.record.VariantTally;
import looplm.wire.eval.Run;

/** Runs as callers see them: with the figures that there are so far. */
public final class RunViews {

    private final ItemResultRepository items;
    private final AggregateRepository aggregates;

    public RunViews(ItemResultRepository items, AggregateRepository aggregates) {
        this.items = items;
        this.aggregates = aggregates;
    }

    /** In the order given. Finished runs have stored figures; others are counted now. */
    List<Run> of(List<EvalRun> runs) {
        Map<Boolean, List<UUID>> byFinished = runs.stream()
                .collect(Collectors.partitioningBy(
                        run -> run.state() == RunState.FINISHED, Collectors.mapping(EvalRun::id, Collectors.toList())));
        Map<UUID, List<VariantTally>> figures = Stream.concat(
                        aggregates.byVariant(byFinished.getOrDefault(true, List.of())).stream(),
                        items.byVariant(byFinished.getOrDefault(false, List.of())).stream())
                .collect(Collectors.groupingBy(VariantTally::runId));
        return runs.stream()
                .map(run -> view(run, figures.getOrDefault(run.id(), List.of())))
                .toList();
    }

    private static Run view(EvalRun run, List<VariantTally> figures) {
        return new Run(
                run.id().toString(),
                run.suite(),
                run.state().word(),
                run.model().orElse(null),
                run.weightsHash().orElse(null),
                run.kernel().orElse(null),
                run.done(),
                run.total(),
                run.chance(),
                depths(figures),
                adaptive(figures),
                null,
                run.error().orElse(null),
                run.createdAt(),
                run.finishedAt().orElse(null));
    }

    private static List<Run.DepthAccuracy> depths(List<VariantTally> figures) {
        return figures.stream()
                .flatMap(tally -> Stream.ofNullable(tally.steps()).map(tally::depth))
                .sorted(Comparator.comparingInt(Run.DepthAccuracy::steps))
                .toList();
    }

    private static List<Run.AdaptiveAccuracy> adaptive(List<VariantTally> figures) {
        return figures.stream()
                .flatMap(tally -> Stream.ofNullable(tally.exitThreshold()).map(tally::adaptive))
                .sorted(Comparator.comparingDouble(Run.AdaptiveAccuracy::threshold))
                .toList();
    }
}
