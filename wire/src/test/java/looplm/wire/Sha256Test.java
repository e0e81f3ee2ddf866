package looplm.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class Sha256Test {

    /** FIPS 180-2, appendix B.1. */
    private static final String OF_ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    @Test
    void hex_isTheStandardsExample() {
        assertThat(Sha256.hex("abc")).isEqualTo(OF_ABC);
        assertThat(Sha256.hex("abc".getBytes(UTF_8))).isEqualTo(OF_ABC);
    }

    @Test
    void hexOfADigest_isOfAllItWasFed() {
        var digest = Sha256.digest();
        digest.update("a".getBytes(UTF_8));
        digest.update("bc".getBytes(UTF_8));
        assertThat(Sha256.hex(digest)).isEqualTo(OF_ABC);
    }

    @Test
    void hex_readsTextAsUtf8() {
        assertThat(Sha256.hex("wörd")).isEqualTo(Sha256.hex("wörd".getBytes(UTF_8)));
    }
}
