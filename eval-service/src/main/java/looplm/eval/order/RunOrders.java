package looplm.eval.order;

import java.util.HashSet;
import java.util.List;
import java.util.stream.IntStream;
import looplm.edge.RefusedException;
import looplm.eval.client.TargetClient;
import looplm.eval.client.TargetModel;
import looplm.eval.client.TargetRefusedException;
import looplm.eval.client.TargetUnavailableException;
import looplm.eval.dataset.Item;
import looplm.eval.record.RunPlan;
import looplm.eval.suite.Suite;
import looplm.eval.suite.Suites;
import looplm.wire.ErrorCode;
import looplm.wire.eval.RunRequest;
import org.jspecify.annotations.Nullable;

/** Checks what is asked of a run against the suites there are and the model that is served. */
public final class RunOrders {

    private static final int MOST_VARIANTS = 100;

    private final Suites suites;
    private final TargetClient client;

    public RunOrders(Suites suites, TargetClient client) {
        this.suites = suites;
        this.client = client;
    }

    /** A run that can be queued. */
    record Order(Suite suite, RunPlan plan, List<Item> items) {}

    /**
     * @throws RefusedException naming the field at fault, or saying that the model cannot be asked
     */
    Order check(RunRequest request) {
        Suite suite = suite(request.suite());
        List<Double> thresholds = thresholds(request.thresholds());
        Integer limit = limit(request.limit());
        TargetModel model = model();
        var plan = new RunPlan(depths(request.depths(), suite, model), thresholds, limit);
        int variants = plan.variants().size();
        if (variants < 1 || variants > MOST_VARIANTS) {
            throw RefusedException.invalid(
                    "depths", variants + " depths and thresholds", "1.." + MOST_VARIANTS + " together");
        }
        return new Order(suite, plan, limit == null ? suite.items() : suite.items(limit));
    }

    private Suite suite(@Nullable String name) {
        if (name == null || name.isBlank()) {
            throw RefusedException.invalid("suite", name == null ? null : "\"\"", suites.names());
        }
        return suites.find(name).orElseThrow(() -> RefusedException.notFound("suite", name, suites.names()));
    }

    private static List<Integer> depths(@Nullable List<Integer> asked, Suite suite, TargetModel model) {
        List<Integer> depths = asked == null
                ? suite.depths()
                        .orElseGet(() -> IntStream.rangeClosed(1, model.trainedSteps())
                                .boxed()
                                .toList())
                : asked;
        var seen = new HashSet<Integer>();
        for (int i = 0; i < depths.size(); i++) {
            @Nullable Integer steps = depths.get(i);
            if (steps == null || steps < 1 || steps > model.maxSteps()) {
                throw RefusedException.invalid("depths[" + i + "]", steps, "1.." + model.maxSteps());
            }
            if (!seen.add(steps)) {
                throw RefusedException.invalid("depths[" + i + "]", steps, "each depth once");
            }
        }
        return depths;
    }

    private static List<Double> thresholds(@Nullable List<Double> asked) {
        List<Double> thresholds = asked == null ? List.of() : asked;
        var seen = new HashSet<Double>();
        for (int i = 0; i < thresholds.size(); i++) {
            @Nullable Double threshold = thresholds.get(i);
            if (threshold == null || !(threshold > 0 && threshold <= 1)) {
                throw RefusedException.invalid("thresholds[" + i + "]", threshold, "above 0, at most 1");
            }
            if (!seen.add(threshold)) {
                throw RefusedException.invalid("thresholds[" + i + "]", threshold, "each threshold once");
            }
        }
        return thresholds;
    }

    private static @Nullable Integer limit(@Nullable Integer limit) {
        if (limit != null && limit < 1) {
            throw RefusedException.invalid("limit", limit, "1 or more");
        }
        return limit;
    }

    private TargetModel model() {
        try {
            return client.model();
        } catch (TargetUnavailableException e) {
            throw RefusedException.unavailable(ErrorCode.INFERENCE_UNAVAILABLE, String.valueOf(e.getMessage()), e);
        } catch (TargetRefusedException e) {
            throw RefusedException.unavailable(ErrorCode.INFERENCE_FAILED, String.valueOf(e.getMessage()), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw RefusedException.unavailable(ErrorCode.SHUTTING_DOWN, "eval-service is stopping", e);
        }
    }
}
