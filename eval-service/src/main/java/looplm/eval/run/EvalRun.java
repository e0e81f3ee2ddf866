package looplm.eval.run;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import looplm.eval.client.ServedModel;
import looplm.eval.suite.Suite;
import org.hibernate.annotations.DynamicUpdate;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;

/** A run's row. Its progress and the end of its lease are written by SQL alone, see {@link RunRepository}. */
@Entity
@Table(name = "run")
@DynamicUpdate
class EvalRun {

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
    private Plan plan;

    private @Nullable String model;
    private @Nullable String weightsHash;

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

    EvalRun(UUID id, Suite suite, Plan plan, int total, double chance, Instant createdAt) {
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
    void begin(ServedModel served, Instant now) {
        model = served.name();
        weightsHash = served.weightsHash();
        if (startedAt == null) {
            startedAt = now;
        }
    }

    void end(RunState end, @Nullable String why, Instant now) {
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

    UUID id() {
        return id;
    }

    String suite() {
        return suite;
    }

    int suiteVersion() {
        return suiteVersion;
    }

    String fingerprint() {
        return fingerprint;
    }

    RunState state() {
        return RunState.of(state);
    }

    Plan plan() {
        return plan;
    }

    Optional<String> model() {
        return Optional.ofNullable(model);
    }

    Optional<String> weightsHash() {
        return Optional.ofNullable(weightsHash);
    }

    int done() {
        return done;
    }

    int total() {
        return total;
    }

    double chance() {
        return chance;
    }

    Optional<String> error() {
        return Optional.ofNullable(error);
    }

    Instant createdAt() {
        return createdAt;
    }

    Optional<Instant> finishedAt() {
        return Optional.ofNullable(finishedAt);
    }

    Optional<Long> number() {
        return Optional.ofNullable(number);
    }
}
