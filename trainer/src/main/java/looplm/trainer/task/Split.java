package looplm.trainer.task;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import looplm.wire.Sha256;

/**
 * What a question may be used for. A hash of the question decides, so the splits need no files and never overlap: 75 %
 * to train, 10 % to choose thresholds and depth profile, 15 % to report.
 */
public enum Split {
    /** Trained on. */
    TRAIN,
    /** Never trained on; settings are chosen on it. */
    VALIDATION,
    /** Never trained on and never looked at before the report. */
    TEST;

    private static final int TEST_PERCENT = 15;
    private static final int VALIDATION_PERCENT = 10;

    /**
     * The split of a question as the model sees it.
     *
     * @param task name of the task
     * @param visible its words, foreign ones as {@code <unk>}
     */
    static Split of(String task, Iterable<String> visible) {
        int bucket = (int) Long.remainderUnsigned(hash(task + " " + String.join(" ", visible)), 100);
        if (bucket < TEST_PERCENT) {
            return TEST;
        }
        return bucket < TEST_PERCENT + VALIDATION_PERCENT ? VALIDATION : TRAIN;
    }

    /** The first 64 bits of SHA-256. */
    static long hash(String text) {
        byte[] digest = Sha256.digest().digest(text.getBytes(StandardCharsets.UTF_8));
        return ByteBuffer.wrap(digest).getLong();
    }
}
