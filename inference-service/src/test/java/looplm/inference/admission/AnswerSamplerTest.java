package looplm.inference.admission;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import looplm.inference.admission.AnswerSampler.Penalties;
import looplm.model.sample.SamplingParams;
import org.junit.jupiter.api.Test;

class AnswerSamplerTest {

    @Test
    void bias_isAddedToTheLogits() {
        var penalties = new Penalties(0, 0, 1, Map.of(2, 5f, 0, -100f));
        assertThat(sampler(penalties, SamplingParams.GREEDY).sample(new float[] {4, 3, 0}, 0))
                .isEqualTo(2);
    }

    @Test
    void presence_isTakenOffOnce_frequencyEveryTime() {
        var presence = sampler(new Penalties(1.5, 0, 1, Map.of()), SamplingParams.GREEDY);
        assertThat(draws(presence, 4, 4, 3, 2.4f)).containsExactly(0, 1, 0, 0);
        var frequency = sampler(new Penalties(0, 1.5, 1, Map.of()), SamplingParams.GREEDY);
        assertThat(draws(frequency, 4, 4, 3, 2.4f)).containsExactly(0, 1, 0, 2);
    }

    @Test
    void repetition_countsThePromptToo_andPushesNegativeLogitsDown() {
        var penalties = new Penalties(0, 0, 2, Map.of());
        assertThat(sampler(penalties, SamplingParams.GREEDY, 0).sample(new float[] {4, 3, 0}, 0))
                .isEqualTo(1);
        assertThat(sampler(penalties, SamplingParams.GREEDY, 0).sample(new float[] {-1, -1.5f, -9}, 0))
                .isEqualTo(1);
        assertThat(sampler(penalties, SamplingParams.GREEDY).sample(new float[] {4, 3, 0}, 0))
                .isZero();
    }

    @Test
    void answers_differ_andEachIsTheSameAgain() {
        var params = new SamplingParams(1, 1, 0, 5);
        assertThat(draws(answer(params, 0), 64, 0, 0, 0)).isEqualTo(draws(answer(params, 0), 64, 0, 0, 0));
        assertThat(draws(answer(params, 1), 64, 0, 0, 0)).isNotEqualTo(draws(answer(params, 0), 64, 0, 0, 0));
    }

    private static AnswerSampler answer(SamplingParams params, int answer) {
        return new AnswerSampler(params, Penalties.NONE, answer, new int[0]);
    }

    private static AnswerSampler sampler(Penalties penalties, SamplingParams params, int... prompt) {
        return new AnswerSampler(params, penalties, 0, prompt);
    }

    private static int[] draws(AnswerSampler sampler, int count, float... logits) {
        var draws = new int[count];
        for (int position = 0; position < count; position++) {
            draws[position] = sampler.sample(logits.clone(), position);
        }
        return draws;
    }
}
