package looplm.wire.eval;

import java.util.List;

/** {@code GET /v1/runs}: newest first. */
public record RunList(List<Run> runs) {
    public RunList {
        runs = List.copyOf(runs);
    }
}
