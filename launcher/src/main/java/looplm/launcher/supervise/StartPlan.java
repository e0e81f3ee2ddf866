package looplm.launcher.supervise;

import java.util.List;

/**
 * What a supervisor runs.
 *
 * @param database started first, stopped last
 */
public record StartPlan(WatchedProgram database, List<Step> steps) {

    public StartPlan {
        steps = List.copyOf(steps);
    }

    /**
     * @param afterDatabase whether it can only start once the database is ready
     * @param answers whether no question can be answered without it
     * @param stopRank lower ones are stopped first, equal ones together
     */
    public record Step(WatchedProgram program, boolean afterDatabase, boolean answers, int stopRank) {}
}
