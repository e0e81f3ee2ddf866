package looplm.model.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

class ThoughtfulAnswerTest {

    private static final String ASKED = "<|im_start|>assistant\n";
    private static final String OPENED = ASKED + "<think>\n";

    record Example(String prompt, String generated, Optional<String> thoughts, String answer) {}

    static final List<Example> EXAMPLES = List.of(
            new Example(ASKED, "4", Optional.empty(), "4"),
            new Example(ASKED, " 4 ", Optional.empty(), " 4 "),
            new Example(ASKED, "", Optional.empty(), ""),
            new Example(ASKED, "a <think> is a tag", Optional.empty(), "a <think> is a tag"),
            new Example(ASKED, "<think>\ntwo and two\n</think>\n\n4", Optional.of("two and two"), "4"),
            new Example(ASKED, "<think>cut off", Optional.of("cut off"), ""),
            new Example(ASKED, "its tag was lost</think>4", Optional.of("its tag was lost"), "4"),
            new Example(OPENED, "two and two</think>4", Optional.of("two and two"), "4"),
            new Example(OPENED, "<think>said again</think>4", Optional.of("said again"), "4"),
            new Example(OPENED, "cut off", Optional.of("cut off"), ""),
            new Example(OPENED, "</think>4", Optional.of(""), "4"),
            new Example(OPENED, "a</think>4</think>5", Optional.of("a"), "4</think>5"));

    @ParameterizedTest
    @FieldSource("EXAMPLES")
    void of_takesThoughtFromAnswer(Example example) {
        assertThat(ThoughtfulAnswer.of(example.prompt(), example.generated()))
                .isEqualTo(new ThoughtfulAnswer(example.thoughts(), example.answer()));
    }
}
