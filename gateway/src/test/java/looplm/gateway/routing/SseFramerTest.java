package looplm.gateway.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SseFramerTest {

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r\n", "\r"})
    void feed_findsTheSameEvents_whereverTheBytesAreCut(String end) {
        String stream = "data: {\"a\":\"wörd 😀\"}" + end + end + ": alive" + end + end + "event: x" + end + "data:one"
                + end + "data: two" + end + end;
        byte[] bytes = stream.getBytes(StandardCharsets.UTF_8);

        for (int size = 1; size <= bytes.length; size++) {
            List<SseFramer.Frame> frames = inPieces(bytes, size);

            assertThat(frames).extracting(SseFramer.Frame::data).containsExactly("{\"a\":\"wörd 😀\"}", "", "one\ntwo");
        }
    }

    @Test
    void feed_keepsTheBytesAsTheyCame() {
        byte[] bytes = "data: a\n\n\n\ndata: b\n\n".getBytes(StandardCharsets.UTF_8);

        List<SseFramer.Frame> frames = inPieces(bytes, 1);

        assertThat(frames)
                .extracting(frame -> new String(frame.bytes(), StandardCharsets.UTF_8))
                .containsExactly("data: a\n\n", "\n\ndata: b\n\n");
    }

    @Test
    void feed_handsAnEventOn_withItsLastByte() {
        var framer = new SseFramer();

        assertThat(framer.feed("data: a\n".getBytes(StandardCharsets.UTF_8))).isEmpty();
        assertThat(framer.feed("\n".getBytes(StandardCharsets.UTF_8))).hasSize(1);
    }

    @Test
    void feed_fails_whenAnEventHasNoEnd() {
        var framer = new SseFramer();

        assertThatThrownBy(() -> framer.feed(new byte[SseFramer.LONGEST_EVENT + 1]))
                .isInstanceOf(IllegalStateException.class);
    }

    private static List<SseFramer.Frame> inPieces(byte[] bytes, int size) {
        var framer = new SseFramer();
        var frames = new ArrayList<SseFramer.Frame>();
        for (int from = 0; from < bytes.length; from += size) {
            int to = Math.min(bytes.length, from + size);
            frames.addAll(framer.feed(Arrays.copyOfRange(bytes, from, to)));
        }
        return frames;
    }
}
