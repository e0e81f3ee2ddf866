package looplm.gateway.console;

import java.util.Comparator;
import java.util.List;
import looplm.wire.eval.Run;
import looplm.wire.eval.Run.DepthAccuracy;

/** What an evaluation says about depth, in one sentence. */
final class DepthEffect {

    /** Standard errors of the difference within which it may be chance. */
    private static final double SIGNIFICANT = 2;

    private DepthEffect() {}

    static String of(Run run) {
        List<DepthAccuracy> depths = run.depths().stream()
                .sorted(Comparator.comparingInt(DepthAccuracy::steps))
                .toList();
        DepthAccuracy shallow = depths.getFirst();
        DepthAccuracy deep = depths.getLast();
        if (depths.size() == 1) {
            return DepthChart.percent(deep.accuracy()) + " right at " + DepthChart.steps(deep.steps()) + ".";
        }
        String steps = deep.steps() + " steps in place of " + shallow.steps();
        String change = " accuracy from " + DepthChart.percent(shallow.accuracy()) + " to "
                + DepthChart.percent(deep.accuracy()) + ".";
        // the same items at both depths: their errors are not independent, so this is on the careful side
        double noise = SIGNIFICANT * Math.hypot(shallow.stderr(), deep.stderr());
        if (Math.abs(deep.accuracy() - shallow.accuracy()) <= noise) {
            return steps + " make no difference that could not be chance.";
        }
        return steps + (deep.accuracy() > shallow.accuracy() ? " raise" : " lower") + change;
    }
}
