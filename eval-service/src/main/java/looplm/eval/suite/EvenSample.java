package looplm.eval.suite;

import java.util.List;
import java.util.stream.IntStream;

/** Some elements of a list, at even distances, in order: no draw, so every run asks the same ones. */
final class EvenSample {

    private EvenSample() {}

    static <T> List<T> of(List<T> all, int count) {
        if (count >= all.size()) {
            return all;
        }
        return IntStream.range(0, count)
                .mapToObj(i -> all.get((int) ((2L * i + 1) * all.size() / (2L * count))))
                .toList();
    }
}
