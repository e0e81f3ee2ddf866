package looplm.eval.record;

import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.SequenceGenerator;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import looplm.eval.client.Reply;
import looplm.eval.dataset.Item;
import org.hibernate.annotations.Immutable;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;

/** What one item came to at one depth or threshold. Written once. */
@Entity
@Immutable
@Table(name = "item_result")
@SuppressWarnings("UnusedVariable") // Hibernate and queries read the fields
public class ItemResult {

    @Id
    @GeneratedValue(strategy = GenerationType.SEQUENCE, generator = "item_result")
    @SequenceGenerator(name = "item_result", sequenceName = "item_result_seq", allocationSize = 50)
    private @Nullable Long id;

    private UUID runId;
    private String item;
    private String task;
    private int level;
    private @Nullable Integer steps;
    private @Nullable Double exitThreshold;
    private String outcome;
    private @Nullable String answer;
    private UUID attempt;
    private int completionTokens;

    /** Sum of the exit steps of all tokens. */
    private long exitStepsSum;

    /** Exit steps to tokens. */
    @JdbcTypeCode(SqlTypes.JSON)
    private Map<Integer, Long> exitSteps = new TreeMap<>();

    private long billedSteps;
    private Instant recordedAt;

    /** For Hibernate, which fills every field. */
    @SuppressWarnings("NullAway.Init")
    protected ItemResult() {}

    /** An item without an answer. */
    public ItemResult(UUID runId, Item item, Variant variant, ItemOutcome outcome, UUID attempt, Instant now) {
        this.runId = runId;
        this.item = item.id();
        this.task = item.task();
        this.level = item.level();
        switch (variant) {
            case Variant.Fixed(int fixed) -> steps = fixed;
            case Variant.Adaptive(double threshold) -> exitThreshold = threshold;
        }
        this.outcome = outcome.word();
        this.attempt = attempt;
        this.recordedAt = now;
    }

    /** An answered item. */
    public ItemResult(UUID runId, Item item, Variant variant, ItemOutcome outcome, Reply.Answered reply, Instant now) {
        this(runId, item, variant, outcome, reply.attempt(), now);
        // PostgreSQL's text holds every character but this one
        answer = reply.text().replace('\0', '\uFFFD');
        completionTokens = reply.completionTokens();
        exitSteps = new TreeMap<>(reply.loop().exitStepsHistogram());
        exitStepsSum = exitSteps.entrySet().stream()
                .mapToLong(step -> step.getKey() * step.getValue())
                .sum();
        billedSteps = reply.loop().billedSteps();
    }

    public ItemOutcome outcome() {
        return ItemOutcome.valueOf(outcome.toUpperCase(Locale.ROOT));
    }

    public Map<Integer, Long> exitSteps() {
        return exitSteps;
    }

    public Instant recordedAt() {
        return recordedAt;
    }
}
