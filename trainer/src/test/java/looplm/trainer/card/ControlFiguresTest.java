package looplm.trainer.card;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class ControlFiguresTest {

    private static final Path MODEL = Path.of("..", "models", "looplm-nano");

    @Test
    void of_groupsSeedsByName_withTheModelsOwnFirst() throws IOException {
        var groups = ControlFigures.of(
                model(),
                List.of(once(2, 0.6), once(0, 0.7), model(card -> seed(card, 1, "11aa11aa11aa")), once(1, 0.62)));

        assertThat(groups).extracting(ControlFigures::name).containsExactly("looplm-nano", "run-once");
        assertThat(groups.getFirst().runs())
                .extracting(ControlFigures.Run::seed)
                .containsExactly(0L, 1L);
        assertThat(groups.getLast().runs()).extracting(ControlFigures.Run::seed).containsExactly(0L, 1L, 2L);
        assertThat(groups.getLast().runs().getFirst().firstWords()).isEqualTo(0.7);
        assertThat(groups.getLast().multiplyAdds()).isEqualTo(188_416);
    }

    @Test
    void of_countsARunOnce_whenItIsGivenTwice() throws IOException {
        assertThat(ControlFigures.of(model(), List.of(model())).getFirst().runs())
                .hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            /training/seed          | 7     | /hidden_size     | 64    | the shape of the other runs of this name
            /weights_hash           | abababababab | /turns    | 1     | one run of each seed
            /split                  | validation | /turns      | 1     | measured on the questions of looplm-nano
            /levels/3/n             | 7     | /turns           | 1     | measured on the questions of looplm-nano
            /training/time_limited  | true  | /training/seed   | 7     | a run without a time limit
            """)
    void of_refuses_whenAModelCannotBeCompared(
            String path, String value, String alsoPath, String alsoValue, String expected) throws IOException {
        var other = model(card -> {
            set(card, path, value);
            set(card, alsoPath, alsoValue);
        });

        var own = model();
        assertThatThrownBy(() -> ControlFigures.of(own, List.of(other)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("looplm-nano, seed ")
                .hasMessageEndingWith("(expected: " + expected + ")");
    }

    @Test
    void markdown_showsMeanAndRange_andWhatIsBehind() throws IOException {
        var card = compared(once(0, 0.7), once(1, 0.6));

        assertThat(ControlSection.markdown(card))
                .contains("| **looplm-nano** | 1 x 4 | 128 | 234,497 | 753,664 | 0 |")
                .contains("| run-once | 1 x 1 | 128 | 234,497 | 188,416 | 0, 1 |", "| 65.0 (60.0-70.0) |")
                .contains("| kb 4 | 100.0 | ", "| chat 1 | 100.0 |")
                .doesNotContain("As deep without a loop");
        assertThat(ControlSection.markdown(compared(model(control -> {
                    seed(control, 0, "22bb22bb22bb");
                    control.put("name", "four-layers").put("layers", 4).put("recurrent_steps", 1);
                    ((ObjectNode) control.at("/levels/3/steps/0")).put("accuracy", 1.0);
                    control.withArray("/levels")
                            .forEach(level -> ((ObjectNode) level.at("/steps/0")).put("accuracy", 0.99));
                }))))
                .contains("As deep without a loop, four-layers learn the same within 5 points");
        assertThat(ControlSection.markdown(model().card())).isEmpty();
    }

    @Test
    void readme_tellsWhichGoalsOtherSeedsMiss() throws IOException {
        var bad = model(card -> {
            seed(card, 2, "33dd33dd33dd");
            ((ObjectNode) card.at("/levels/0/steps/0")).put("accuracy", 0.5);
        });

        assertThat(new ModelCard(compared(model(card -> seed(card, 1, "11aa11aa11aa")), bad), model().tuned())
                        .toMarkdown())
                .contains("with other seeds of this recipe: seed 1: missed learned gate, ")
                .contains("; seed 2: missed kb 1, step 1: at least 99 %; learned gate, ");
    }

    @Test
    void goal_isJudgedAgainstTheControlsBestSeed() throws IOException {
        assertThat(runOnce(compared(once(0, 0.71), once(1, 0.6)))).satisfies(goal -> {
            assertThat(goal.met()).isFalse();
            assertThat(goal.measured()).startsWith("28.8 points against its best seed, 34.3 points in the mean");
        });
        assertThat(runOnce(compared(once(0, 0.69), once(1, 0.6))).met()).isTrue();
    }

    private static Goal runOnce(CardFigures card) {
        return Goal.of(card.goals().orElseThrow(), card, Optional.empty()).getLast();
    }

    private static CardFigures compared(MeasuredModel... others) throws IOException {
        return model().card().comparedWith(ControlFigures.of(model(), List.of(others)));
    }

    private static MeasuredModel model() throws IOException {
        return model(card -> {});
    }

    /** The committed card, changed. */
    private static MeasuredModel model(Consumer<ObjectNode> change) throws IOException {
        var card = (ObjectNode) JsonMapper.shared().readTree(Files.readString(MODEL.resolve(CardFigures.FILE)));
        card.putArray("controls");
        change.accept(card);
        return new MeasuredModel(
                CardFigures.of(card.toString()), MeasuredModel.read(MODEL).tuned(), 753_664);
    }

    private static MeasuredModel once(long seed, double firstWords) throws IOException {
        var model = model(control -> {
            seed(control, seed, "00cc00cc00c" + seed);
            control.put("name", "run-once").put("recurrent_steps", 1);
            control.withArray("/mean_first_words").removeAll().add(firstWords);
        });
        return new MeasuredModel(model.card(), model.tuned(), 188_416);
    }

    private static void seed(ObjectNode card, long seed, String hash) {
        ((ObjectNode) card.path("training")).put("seed", seed);
        card.put("weights_hash", hash);
    }

    private static void set(ObjectNode card, String path, String value) {
        int end = path.lastIndexOf('/');
        var parent = (ObjectNode) (end == 0 ? card : card.at(path.substring(0, end)));
        parent.set(
                path.substring(end + 1),
                JsonMapper.shared().readTree(value.matches("[0-9]+|true") ? value : '"' + value + '"'));
    }
}
