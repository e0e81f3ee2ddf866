package looplm.eval.record;

import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.SequenceGenerator;
import jakarta.persistence.Table;
import java.util.UUID;
import org.hibernate.annotations.Immutable;
import org.jspecify.annotations.Nullable;

/** What the rows of one level at one depth or threshold of a finished run come to. Written once. */
@Entity
@Immutable
@Table(name = "aggregate")
@SuppressWarnings("UnusedVariable") // Hibernate and queries read the fields
public class Aggregate {

    @Id
    @GeneratedValue(strategy = GenerationType.SEQUENCE, generator = "aggregate")
    @SequenceGenerator(name = "aggregate", sequenceName = "aggregate_seq", allocationSize = 50)
    private @Nullable Long id;

    private UUID runId;
    private String task;
    private int level;
    private @Nullable Integer steps;
    private @Nullable Double exitThreshold;
    private long n;
    private long hits;
    private long failures;
    private double accuracy;
    private double stderr;
    private long completionTokens;
    private long exitStepsSum;

    /** For Hibernate, which fills every field. */
    @SuppressWarnings("NullAway.Init")
    protected Aggregate() {}

    public Aggregate(UUID runId, LevelTally tally) {
        var proportion = new Proportion(tally.hits(), tally.n());
        this.runId = runId;
        this.task = tally.task();
        this.level = tally.level();
        this.steps = tally.steps();
        this.exitThreshold = tally.exitThreshold();
        this.n = tally.n();
        this.hits = tally.hits();
        this.failures = tally.failures();
        this.accuracy = proportion.value();
        this.stderr = proportion.standardError();
        this.completionTokens = tally.completionTokens();
        this.exitStepsSum = tally.exitStepsSum();
    }
}
