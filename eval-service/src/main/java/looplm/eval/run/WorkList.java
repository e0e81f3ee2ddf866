package looplm.eval.run;

import java.util.List;
import java.util.Set;
import looplm.eval.dataset.Item;
import looplm.eval.record.RecordedItem;
import looplm.eval.record.RunPlan;
import looplm.eval.record.Variant;
import looplm.eval.record.Work;
import looplm.eval.suite.Suite;

/** What a run has yet to ask: item by item at every depth, so that early figures are about the same items. */
final class WorkList {

    private WorkList() {}

    static List<Work> of(RunPlan plan, Suite suite, Set<RecordedItem> recorded) {
        List<Variant> variants = plan.variants();
        List<Item> items = plan.limit() == null ? suite.items() : suite.items(plan.limit());
        return items.stream()
                .flatMap(item -> variants.stream().map(variant -> new Work(item, variant)))
                .filter(work -> !recorded.contains(RecordedItem.of(work)))
                .toList();
    }
}
