package looplm.eval.record;

import org.jspecify.annotations.Nullable;

/** What names a row within its run. */
public record RecordedItem(
        String item, @Nullable Integer steps, @Nullable Double exitThreshold) {

    public static RecordedItem of(Work work) {
        return switch (work.variant()) {
            case Variant.Fixed(int steps) -> new RecordedItem(work.item().id(), steps, null);
            case Variant.Adaptive(double threshold) ->
                new RecordedItem(work.item().id(), null, threshold);
        };
    }
}
