package looplm.edge;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestIdTest {

    @ParameterizedTest
    @ValueSource(strings = {"r", "abc-1", "A.b_c:d-9"})
    void settled_keepsAWellFormedId(String id) {
        assertThat(RequestId.settled(id)).isEqualTo(id);
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "a b", "a\"<script>", "a/b", "ä", "${jndi}", "a\nb"})
    void settled_isNew_whereNoneOrAMalformedOneIsGiven(String id) {
        assertThat(RequestId.settled(id)).matches("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
    }

    @Test
    void isWellFormed_upTo128Characters() {
        assertThat(RequestId.isWellFormed("x".repeat(128))).isTrue();
        assertThat(RequestId.isWellFormed("x".repeat(129))).isFalse();
    }
}
