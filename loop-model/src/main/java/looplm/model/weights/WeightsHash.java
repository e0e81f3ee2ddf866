package looplm.model.weights;

import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.regex.Pattern;
import looplm.model.checkpoint.JsonFields;
import looplm.model.checkpoint.LoopLmConfig;
import looplm.wire.Sha256;

/**
 * Identity of a model: SHA-256 over {@code config.json} and then the safetensors files in name order.
 *
 * @param hex 64 lower-case hexadecimal digits
 */
public record WeightsHash(String hex) {

    private static final Pattern FORM = Pattern.compile("[0-9a-f]{64}");
    private static final int SHORT_DIGITS = 12;
    private static final long MAX_CONFIG_BYTES = 64L << 20;
    private static final long SLICE_BYTES = 64L << 20;

    public WeightsHash {
        if (!FORM.matcher(hex).matches()) {
            throw new IllegalArgumentException("weights_hash: " + hex + " (expected: 64 hexadecimal digits)");
        }
    }

    /** The hash of a model directory. */
    public static WeightsHash of(Path directory) {
        try (var files = WeightFiles.open(directory)) {
            return of(directory, files);
        }
    }

    /** The hash of a model directory whose weight files are open already. */
    public static WeightsHash of(Path directory, WeightFiles files) {
        MessageDigest digest = Sha256.digest();
        digest.update(JsonFields.readText(directory.resolve(LoopLmConfig.FILE), MAX_CONFIG_BYTES));
        for (SafetensorsFile file : files.files()) {
            file.reading(() -> update(digest, file.content()));
        }
        return new WeightsHash(Sha256.hex(digest));
    }

    /** The first 12 digits, as shown in headers and cards. */
    public String shortHex() {
        return hex.substring(0, SHORT_DIGITS);
    }

    private static MessageDigest update(MessageDigest digest, MemorySegment content) {
        for (long at = 0; at < content.byteSize(); at += SLICE_BYTES) {
            long length = Math.min(SLICE_BYTES, content.byteSize() - at);
            MemorySegment slice = content.asSlice(at, length);
            digest.update(slice.asByteBuffer());
            slice.unload();
        }
        return digest;
    }
}
