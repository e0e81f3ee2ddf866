package looplm.eval.record;

import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.jpa.repository.Query;

/** Rows of items. */
public interface ItemResultRepository extends JpaRepository<ItemResult, Long> {

    @Query("""
            SELECT new looplm.eval.record.RecordedItem(i.item, i.steps, i.exitThreshold)
            FROM ItemResult i WHERE i.runId = :run""")
    List<RecordedItem> recorded(UUID run);

    @Query("""
            SELECT new looplm.eval.record.LevelTally(i.task, i.level, i.steps, i.exitThreshold, count(i),
              sum(CASE WHEN i.outcome = 'right' THEN 1L ELSE 0L END),
              sum(CASE WHEN i.outcome IN ('timed_out', 'too_long') THEN 1L ELSE 0L END),
              sum(cast(i.completionTokens AS Long)), sum(i.exitStepsSum))
            FROM ItemResult i WHERE i.runId = :run
            GROUP BY i.task, i.level, i.steps, i.exitThreshold
            ORDER BY i.task, i.level, i.steps, i.exitThreshold""")
    List<LevelTally> byLevel(UUID run);

    @Query("""
            SELECT new looplm.eval.record.VariantTally(i.runId, i.steps, i.exitThreshold, count(i),
              sum(CASE WHEN i.outcome = 'right' THEN 1L ELSE 0L END),
              sum(cast(i.completionTokens AS Long)), sum(i.exitStepsSum))
            FROM ItemResult i WHERE i.runId IN :runs
            GROUP BY i.runId, i.steps, i.exitThreshold""")
    List<VariantTally> byVariant(Collection<UUID> runs);
}
