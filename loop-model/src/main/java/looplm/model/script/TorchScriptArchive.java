package looplm.model.script;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.stream.Collectors;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Turns a TorchScript source text into the bytes of a loadable archive.
 *
 * <p>libtorch loads a zip of a tiny pickle and a source text. The archive holds no weights: they are arguments of the
 * text's methods. So no file and no other language is needed to give libtorch a program.
 */
public final class TorchScriptArchive {

    private static final String CLASS_HEAD =
            "class M(Module):\n  __parameters__ = []\n  __buffers__ = []\n  training : bool\n";

    /** Protocol 2, the empty tuple, stop. */
    private static final byte[] NO_CONSTANTS = {(byte) 0x80, 2, ')', '.'};

    private TorchScriptArchive() {}

    /**
     * Packs methods as the class of one stateless module.
     *
     * @param methods method definitions at the left margin ("def f(self, x: Tensor) -> Tensor:"), in the dialect of
     *     saved TorchScript; full-line and trailing comments and blank lines are allowed
     * @return an uncompressed zip that {@code torch::jit::load} accepts
     */
    public static byte[] of(String methods) {
        var bytes = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(bytes)) {
            zip.setMethod(ZipOutputStream.STORED);
            store(zip, "m/data.pkl", pickledModule());
            store(zip, "m/code/__torch__.py", (CLASS_HEAD + indented(methods)).getBytes(UTF_8));
            store(zip, "m/constants.pkl", NO_CONSTANTS);
            store(zip, "m/version", "3\n".getBytes(US_ASCII));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** The parser of saved text takes no comment at the margin of a method, so comments and blank lines stay behind. */
    private static String indented(String methods) {
        return methods.lines()
                .map(TorchScriptArchive::withoutComment)
                .filter(line -> !line.isBlank())
                .map(line -> "  " + line + "\n")
                .collect(Collectors.joining());
    }

    /** The dialect's strings hold no '#': the text is ours. */
    private static String withoutComment(String line) {
        int comment = line.indexOf('#');
        return (comment < 0 ? line : line.substring(0, comment)).stripTrailing();
    }

    /** An object of class {@code __torch__.M} whose only attribute is {@code training = False}. */
    private static byte[] pickledModule() {
        var pickle = new ByteArrayOutputStream();
        pickle.writeBytes(new byte[] {(byte) 0x80, 2, 'c'});
        pickle.writeBytes("__torch__\nM\n".getBytes(US_ASCII));
        pickle.writeBytes(new byte[] {')', (byte) 0x81, '}', '(', 'X', 8, 0, 0, 0});
        pickle.writeBytes("training".getBytes(US_ASCII));
        pickle.writeBytes(new byte[] {(byte) 0x89, 'u', 'b', '.'});
        return pickle.toByteArray();
    }

    private static void store(ZipOutputStream zip, String name, byte[] content) throws IOException {
        var crc = new CRC32();
        crc.update(content);
        var entry = new ZipEntry(name);
        entry.setSize(content.length);
        entry.setCrc(crc.getValue());
        zip.putNextEntry(entry);
        zip.write(content);
        zip.closeEntry();
    }
}
