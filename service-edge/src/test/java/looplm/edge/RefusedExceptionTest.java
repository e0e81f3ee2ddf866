package looplm.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import looplm.wire.ErrorCode;
import org.junit.jupiter.api.Test;

class RefusedExceptionTest {

    @Test
    void message_namesTheFieldItsValueAndWhatWouldDo() {
        assertThat(RefusedException.invalid("n", 0, "1..8")).hasMessage("n: 0 (expected: 1..8)");
        assertThat(RefusedException.invalid("n", null, "1..8")).hasMessage("n: missing (expected: 1..8)");
        assertThat(RefusedException.unsupported("suffix", "given", "none"))
                .hasMessage("suffix: given (expected: none), no other value is supported");
        assertThat(RefusedException.notFound("suite", "x", "nano").param()).hasValue("suite");
    }

    @Test
    void message_showsNoMoreOfAValueThanItsBeginning() {
        assertThat(RefusedException.invalid("model", "x".repeat(81), "tiny"))
                .hasMessage("model: " + "x".repeat(80) + "... (expected: tiny)");
    }

    @Test
    void cause_isKeptForTheLog_andNotTold() {
        var cause = new IllegalStateException("connection refused");
        var refused = RefusedException.unavailable(ErrorCode.DATABASE_UNAVAILABLE, "the database is gone", cause);

        assertThat(refused).hasCause(cause).hasMessage("the database is gone");
        assertThat(refused.fault()).isEqualTo(Fault.of(ErrorCode.DATABASE_UNAVAILABLE, "the database is gone"));
    }

    @Test
    void headers_sayWhenToComeAgain_andHowToSayWhoOneIs() {
        var waits = RefusedException.retryable(ErrorCode.QUEUE_FULL, "queue: full", Duration.ofMillis(2001));

        assertThat(waits.fault().headers()).containsOnly(Map.entry("Retry-After", "3"));
        assertThat(Fault.of(ErrorCode.SHUTTING_DOWN, "stops").headers()).containsEntry("Retry-After", "1");
        assertThat(Fault.of(ErrorCode.INVALID_API_KEY, "who").headers()).containsEntry("WWW-Authenticate", "Bearer");
        assertThat(Fault.of(ErrorCode.INTERNAL, "fails").headers()).isEmpty();
        assertThat(waits.fault().param()).isEqualTo(Optional.empty());
    }
}
