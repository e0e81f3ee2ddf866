package looplm.safety.policy;

import com.google.re2j.Pattern;
import java.util.List;

/** When a rule holds. */
public sealed interface Condition {

    /**
     * Within some span of words there is at least one phrase of every list.
     *
     * @param lists indices of lists in the policy's {@link Lexicon}
     * @param within words that the span may have
     */
    record Near(List<Integer> lists, int within) implements Condition {
        public Near {
            lists = List.copyOf(lists);
        }
    }

    /** The pattern is found. It is read against folded text: lower case, single spaces. */
    record Regex(Pattern pattern) implements Condition {}
}
