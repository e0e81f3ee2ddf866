package looplm.eval.http;

import java.util.UUID;
import looplm.edge.RefusedException;
import looplm.eval.order.Runs;
import looplm.wire.eval.Run;
import looplm.wire.eval.RunList;
import looplm.wire.eval.RunRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Runs: ordered, looked at, cancelled. */
@RestController
@RequestMapping(path = "/v1/runs")
final class RunsController {

    private static final int DEFAULT_LIMIT = 50;
    private static final int HIGHEST_LIMIT = 1000;
    private static final int UUID_LENGTH = 36;

    private final Runs runs;

    RunsController(Runs runs) {
        this.runs = runs;
    }

    /** Queues a run; the answer says where to look at it. */
    @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<Run> order(@RequestBody RunRequest request) {
        Run run = runs.order(request);
        return ResponseEntity.accepted()
                .header(HttpHeaders.LOCATION, "/v1/runs/" + run.runId())
                .body(run);
    }

    @GetMapping("/{id}")
    Run one(@PathVariable String id) {
        return runs.find(uuid(id));
    }

    @GetMapping
    RunList newest(@RequestParam(required = false) @Nullable String limit) {
        return runs.newest(limit(limit));
    }

    /** A run that is over stays as it is. */
    @DeleteMapping("/{id}")
    Run cancel(@PathVariable String id) {
        return runs.cancel(uuid(id));
    }

    private static UUID uuid(String id) {
        try {
            if (id.length() == UUID_LENGTH) {
                return UUID.fromString(id);
            }
        } catch (IllegalArgumentException e) {
            // told below, in the same words as an id of another length
        }
        throw RefusedException.invalid("run_id", id, "a UUID");
    }

    private static int limit(@Nullable String limit) {
        if (limit == null) {
            return DEFAULT_LIMIT;
        }
        try {
            int number = Integer.parseInt(limit);
            if (number >= 1 && number <= HIGHEST_LIMIT) {
                return number;
            }
        } catch (NumberFormatException e) {
            // told below, in the same words as a number out of range
        }
        throw RefusedException.invalid("limit", limit, "1.." + HIGHEST_LIMIT);
    }
}
