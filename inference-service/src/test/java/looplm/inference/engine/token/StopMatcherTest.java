package looplm.inference.engine.token;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class StopMatcherTest {

    @Test
    void append_holdsBack_whatMayBecomeAStopText() {
        var stops = new StopMatcher(List.of("END"));

        assertThat(stops.append("the E")).isEqualTo("the ");
        assertThat(stops.append("N")).isEmpty();
        assertThat(stops.append("X")).isEqualTo("ENX");
        assertThat(stops.stopped()).isFalse();
    }

    @Test
    void append_endsAtTheEarliestStopText_whenSeveralMatch() {
        var stops = new StopMatcher(List.of("cd", "bcde", "b"));

        assertThat(stops.append("abcde")).isEqualTo("a");
        assertThat(stops.stopped()).isTrue();
    }

    @Test
    void append_findsAStopText_thatOverlapsAFailedBeginning() {
        var stops = new StopMatcher(List.of("aab"));

        assertThat(stops.append("aa") + stops.append("ab")).isEqualTo("a");
        assertThat(stops.stopped()).isTrue();
    }

    @Test
    void finish_returnsWhatWasHeldBack() {
        var stops = new StopMatcher(List.of("END"));
        String shown = stops.append("xEN");

        assertThat(shown + stops.finish()).isEqualTo("xEN");
        assertThat(stops.finish()).isEmpty();
    }

    @Test
    void pieces_giveTheSameText_howeverTheyAreCut() {
        var random = new Random(1);
        for (int run = 0; run < 2000; run++) {
            String text = word(random, 30);
            List<String> stops = List.of(word(random, 3), word(random, 4));
            int end = stops.stream()
                    .mapToInt(text::indexOf)
                    .filter(at -> at >= 0)
                    .min()
                    .orElse(text.length());
            var matcher = new StopMatcher(stops);
            var shown = new StringBuilder();
            int at = 0;
            while (at < text.length() && !matcher.stopped()) {
                int next = Math.min(text.length(), at + 1 + random.nextInt(4));
                shown.append(matcher.append(text.substring(at, next)));
                at = next;
            }
            shown.append(matcher.finish());

            assertThat(shown.toString()).as("%s in %s", stops, text).isEqualTo(text.substring(0, end));
        }
    }

    private static String word(Random random, int length) {
        return random.ints(length, 'a', 'c' + 1)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}
