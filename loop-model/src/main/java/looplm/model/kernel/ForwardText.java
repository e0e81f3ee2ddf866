package looplm.model.kernel;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import looplm.model.script.TorchScriptArchive;

/** The forward text {@code loop_lm.py}, completed by how weights are held and multiplied. */
public final class ForwardText {

    private static final String FORWARD = "/looplm/model/loop_lm.py";

    /** How the text declares the weights; a form with another type takes its place. */
    static final String DECLARED = "w: List[Tensor]";

    private ForwardText() {}

    /** The whole text, ready to be compiled. */
    public static String of(MatrixForm form) {
        return form.text() + form.typed(resource(FORWARD));
    }

    /**
     * The whole text as a TorchScript archive without weights, which any PyTorch from 2.7 on loads: in float32, with the
     * device that its arguments are on.
     */
    public static byte[] archive() {
        return TorchScriptArchive.of(of(MatrixForm.F32_PLAIN));
    }

    /** A text of loop-model's resources. */
    static String resource(String name) {
        try (var in = ForwardText.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("resource: " + name + " (expected: in loop-model's jar)");
            }
            return new String(in.readAllBytes(), UTF_8) + "\n";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
