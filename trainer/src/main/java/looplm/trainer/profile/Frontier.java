package looplm.trainer.profile;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import looplm.trainer.scoring.DepthPoint;

/**
 * Settings of depth that no other beats in both steps and accuracy.
 *
 * @param points from few steps to many; accuracy rises with them
 * @param dominated the others: some point is as right in no more steps
 */
record Frontier(List<DepthPoint> points, List<DepthPoint> dominated) {

    static Frontier of(List<DepthPoint> all) {
        var points = new ArrayList<DepthPoint>();
        var dominated = new ArrayList<DepthPoint>();
        all.stream()
                .sorted(Comparator.comparingDouble(DepthPoint::meanSteps)
                        .thenComparing(
                                Comparator.comparingDouble(DepthPoint::accuracy).reversed()))
                .forEach(point -> {
                    boolean better = points.isEmpty()
                            || point.accuracy() > points.getLast().accuracy();
                    (better ? points : dominated).add(point);
                });
        return new Frontier(List.copyOf(points), List.copyOf(dominated));
    }
}
