package looplm.bench.kernel;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;
import looplm.model.script.CallArguments;
import looplm.model.script.OperatorClock;
import looplm.model.script.ScriptModule;

/** The floor: how fast all threads together read memory once, from a buffer that no cache holds. */
final class StreamingSum implements AutoCloseable {

    static final long BYTES = 2L << 30;

    private static final String TEXT = """
            def total(self, x: Tensor) -> Tensor:
              return torch.sum(x)
            """;

    private final NDManager manager = ScriptModule.newManager();
    private final ScriptModule text;
    private final NDArray buffer;
    private final OperatorClock clock = new OperatorClock();
    private final List<Double> rates = new ArrayList<>();

    StreamingSum() {
        text = ScriptModule.ofText(manager, TEXT);
        // Values of its own for every page: pages of zeros might be one page.
        buffer = manager.randomUniform(-1, 1, new Shape(BYTES / Float.BYTES), DataType.FLOAT32);
        pass();
        rates.clear();
    }

    /** Bytes per second of one pass. */
    double pass() {
        try (NDManager scope = manager.newSubManager();
                var arguments = new CallArguments()) {
            arguments.add(buffer);
            long begin = clock.nanos();
            text.call(scope, "total", arguments).head().getFloat();
            rates.add(BYTES * 1e9 / (clock.nanos() - begin));
            return rates.getLast();
        }
    }

    /** Median of all passes. */
    double bytesPerSecond() {
        return Series.of(rates).median();
    }

    @Override
    public void close() {
        text.close();
        manager.close();
    }
}
