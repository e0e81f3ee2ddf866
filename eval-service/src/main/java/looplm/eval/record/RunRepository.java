package looplm.eval.record;

import jakarta.persistence.LockModeType;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.data.domain.Limit;
import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.jpa.repository.Lock;
import org.springframework.data.jpa.repository.Modifying;
import org.springframework.data.jpa.repository.Query;

/** Runs. Leases are told by the database's clock: those of replicas may differ. */
public interface RunRepository extends JpaRepository<EvalRun, UUID> {

    /** Locks the first run that nobody works on. What this owner left behind counts as nobody's. */
    @Query(nativeQuery = true, value = """
                    SELECT id FROM run
                    WHERE state IN ('queued', 'running')
                      AND (lease_owner IS NULL OR lease_owner = :owner OR lease_until < now())
                    ORDER BY number LIMIT 1
                    FOR UPDATE SKIP LOCKED""")
    Optional<UUID> lockNext(UUID owner);

    @Modifying(flushAutomatically = true, clearAutomatically = true)
    @Query(nativeQuery = true, value = """
                    UPDATE run SET state = 'running', lease_owner = :owner,
                      lease_until = now() + make_interval(secs => :seconds)
                    WHERE id = :id""")
    int lease(UUID id, UUID owner, double seconds);

    /**
     * Adds to the progress and renews the lease, and locks the row until the transaction ends.
     *
     * @return 0 if the run is over or another's
     */
    @Modifying(flushAutomatically = true, clearAutomatically = true)
    @Query(nativeQuery = true, value = """
                    UPDATE run SET done = done + :rows, lease_until = now() + make_interval(secs => :seconds)
                    WHERE id = :id AND lease_owner = :owner AND state = 'running'""")
    int progress(UUID id, UUID owner, int rows, double seconds);

    @Lock(LockModeType.PESSIMISTIC_WRITE)
    @Query("SELECT r FROM EvalRun r WHERE r.id = :id")
    Optional<EvalRun> lock(UUID id);

    @Query("SELECT r FROM EvalRun r ORDER BY r.number DESC")
    List<EvalRun> newest(Limit limit);

    @Query("SELECT count(r) FROM EvalRun r WHERE r.state IN ('queued', 'running')")
    long notOver();
}
