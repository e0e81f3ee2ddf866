package looplm.eval.record;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import looplm.eval.client.TargetModel;
import looplm.eval.suite.Suite;
import org.hibernate.annotations.DynamicUpdate;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;

/** A run's row. Its progress and the end of its lease are written by SQL alone, see {@link RunRepository}. */
@Entity
@Table(name = "run")
@DynamicUpdate
public class EvalRun {

    @Id
    private UUID id;

    /** Place in the queue, given by the database. */
    @Column(insertable = false, updatable = false)
    private @Nullable Long number;

    private String suite;
    private int suiteVersion;
    private String fingerprint;
    private String state;

    @JdbcTypeCode(SqlTypes.JSON)
    private RunPlan plan;

    private @Nullable String model;
    private @Nullable String weightsHash;
    private @Nullable String kernel;

    @Column(updatable = false)
    private int done;

    private int total;
    private double chance;
    private @Nullable String error;
    private Instant createdAt;
    private @Nullable Instant startedAt;
    private @Nullable Instant finishedAt;
    private @Nullable UUID leaseOwner;

    /** For Hibernate, which fills every field. */
    @SuppressWarnings("NullAway.Init")
    protected EvalRun() {}

    public EvalRun(UUID id, Suite suite, RunPlan plan, int total, double chance, Instant createdAt) {
        this.id = id;
        this.suite = suite.name();
        this.suiteVersion = suite.version();
        this.fingerprint = suite.fingerprint();
        this.state = RunState.QUEUED.word();
        this.plan = plan;
        this.total = total;
        this.chance = chance;
        this.createdAt = createdAt;
    }

    /** Ties the run to the weights it is about. */
    void begin(TargetModel served, Instant now) {
        model = served.name();
        weightsHash = served.weightsHash();
        kernel = together(kernel, served.kernel());
        if (startedAt == null) {
            startedAt = now;
        }
    }

    /** A run that was cut off may go on where another kernel serves: both are told. */
    private static @Nullable String together(@Nullable String before, @Nullable String now) {
        if (before == null || now == null) {
            return before == null ? now : before;
        }
        return List.of(before.split(", ")).contains(now) ? before : before + ", " + now;
    }

    public void end(RunState end, @Nullable String why, Instant now) {
        state = end.word();
        error = why;
        finishedAt = now;
        leaseOwner = null;
    }

    /** Back into the queue, where it keeps its place. */
    void release() {
        state = RunState.QUEUED.word();
        leaseOwner = null;
    }

    boolean isLeasedBy(UUID owner) {
        return owner.equals(leaseOwner) && state() == RunState.RUNNING;
    }

    public UUID id() {
        return id;
    }

    public String suite() {
        return suite;
    }

    public int suiteVersion() {
        return suiteVersion;
    }

    public String fingerprint() {
        return fingerprint;
    }

    public RunState state() {
        return RunState.of(state);
    }

    public RunPlan plan() {
        return plan;
    }

    public Optional<String> model() {
        return Optional.ofNullable(model);
    }

    public Optional<String> weightsHash() {
        return Optional.ofNullable(weightsHash);
    }

    /** What the weights were held in; several, separated by commas, where it changed in the middle. */
    public Optional<String> kernel() {
        return Optional.ofNullable(kernel);
    }

    public int done() {
        return done;
    }

    public int total() {
        return total;
    }

    public double chance() {
        return chance;
    }

    public Optional<String> error() {
        return Optional.ofNullable(error);
    }

    public Instant createdAt() {
        return createdAt;
    }

    public Optional<Instant> finishedAt() {
        return Optional.ofNullable(finishedAt);
    }

    public Optional<Long> number() {
        return Optional.ofNullable(number);
    }
}
