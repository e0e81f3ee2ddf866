package looplm.eval.run;

import org.jspecify.annotations.Nullable;

/** What names a row within its run. */
record RecordedItem(
        String item, @Nullable Integer steps, @Nullable Double exitThreshold) {

    static RecordedItem of(Work work) {
        return switch (work.variant()) {
            case Variant.Fixed(int steps) -> new RecordedItem(work.item().id(), steps, null);
            case Variant.Adaptive(double threshold) ->
                new RecordedItem(work.item().id(), null, threshold);
        };
    }
}
