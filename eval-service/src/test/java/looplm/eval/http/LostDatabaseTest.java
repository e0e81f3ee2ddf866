package looplm.eval.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LostDatabaseTest {

    @ParameterizedTest
    @ValueSource(strings = {"08003", "08006", "53300", "57P01", "57P03"})
    void loss_isSeen_underWhateverWrapsIt(String state) {
        var wrapped = new RuntimeException(new IllegalStateException(new SQLException("gone", state)));

        assertThat(LostDatabase.isCauseOf(wrapped)).isTrue();
    }

    @Test
    void loss_isSeen_whenThePoolClosedTheConnection() {
        assertThat(LostDatabase.isCauseOf(new RuntimeException(new SQLException("Connection is closed"))))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"23505", "42601", "57014", "40001"})
    void wrongStatement_isNoLoss(String state) {
        assertThat(LostDatabase.isCauseOf(new RuntimeException(new SQLException("wrong", state))))
                .isFalse();
    }

    @Test
    void faultOfOurs_isNoLoss() {
        assertThat(LostDatabase.isCauseOf(new IllegalStateException("bug"))).isFalse();
    }
}
