package looplm.eval.record;

import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.jpa.repository.Query;

/** Figures of finished runs. */
public interface AggregateRepository extends JpaRepository<Aggregate, Long> {

    @Query("""
            SELECT new looplm.eval.record.VariantTally(a.runId, a.steps, a.exitThreshold, sum(a.n), sum(a.hits),
              sum(a.completionTokens), sum(a.exitStepsSum))
            FROM Aggregate a WHERE a.runId IN :runs
            GROUP BY a.runId, a.steps, a.exitThreshold""")
    List<VariantTally> byVariant(Collection<UUID> runs);
}
