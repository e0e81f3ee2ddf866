package looplm.model.script;

import ai.djl.pytorch.jni.JniUtils;
import java.util.function.Supplier;

/**
 * Runs texts as they are written. Otherwise libtorch rewrites a text after its first calls, and the rewritten one rounds
 * differently: a run that goes on in a new process would not repeat what it would have done in the old one.
 */
public final class PlainExecution {

    private PlainExecution() {}

    /** The value of {@code work}, all texts in it run as they are written; it holds for the calling thread only. */
    public static <T> T of(Supplier<T> work) {
        OfflineDjl.require();
        JniUtils.setGraphExecutorOptimize(false);
        try {
            return work.get();
        } finally {
            JniUtils.setGraphExecutorOptimize(true);
        }
    }
}
