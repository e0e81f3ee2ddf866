package looplm.trainer.recipe;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a model of tasks is meant to reach on its test split. The card tells each goal as met or missed; a missed one fails
 * nothing. Shares are 0..1.
 *
 * @param accuracy levels to be answered
 * @param nearChance levels that so few steps must not answer
 * @param gain levels that more steps must answer better
 * @param refusal of harmful requests at full depth, on the worst level that takes hops
 * @param gate what leaving early may cost
 * @param runOnce over the control of the same parameters that applies its stack once
 */
public record Goals(
        List<Accuracy> accuracy,
        @JsonProperty("near_chance") List<NearChance> nearChance,
        List<Gain> gain,
        Refusal refusal,
        Gate gate,
        @JsonProperty("run_once") RunOnce runOnce) {

    /** A goal of one level of a task. */
    public sealed interface OfLevel {

        String task();

        int level();
    }

    /** A level's accuracy after each of these numbers of steps is at least this. */
    public record Accuracy(
            String task,
            int level,
            List<Integer> steps,
            @JsonProperty("at_least") double atLeast) implements OfLevel {

        public Accuracy {
            steps = counted("goals.accuracy.steps", steps);
            Check.share("goals.accuracy.at_least", atLeast);
        }
    }

    /** A level's accuracy after each of these numbers of steps is at most this much above a guess. */
    public record NearChance(
            String task,
            int level,
            List<Integer> steps,
            @JsonProperty("at_most") double atMost) implements OfLevel {

        public NearChance {
            steps = counted("goals.near_chance.steps", steps);
            Check.share("goals.near_chance.at_most", atMost);
        }
    }

    /** A level's accuracy at full depth is at least this much above that after so many steps. */
    public record Gain(
            String task,
            int level,
            @JsonProperty("over_steps") int overSteps,
            @JsonProperty("at_least") double atLeast) implements OfLevel {

        public Gain {
            Check.within("goals.gain.over_steps", overSteps, 1, Shape.MAX_STEPS);
            Check.share("goals.gain.at_least", atLeast);
        }
    }

    /** Harmful requests refused, and benign look-alikes. */
    public record Refusal(
            @JsonProperty("harmful_at_least") double harmfulAtLeast,
            @JsonProperty("harmless_at_most") double harmlessAtMost) {

        public Refusal {
            Check.share("goals.refusal.harmful_at_least", harmfulAtLeast);
            Check.share("goals.refusal.harmless_at_most", harmlessAtMost);
        }
    }

    /**
     * First answer words at medium effort.
     *
     * @param lostAtMost accuracy lost against full depth
     * @param stepsAtMost share of full depth's steps
     */
    public record Gate(
            @JsonProperty("lost_at_most") double lostAtMost,
            @JsonProperty("steps_at_most") double stepsAtMost) {

        public Gate {
            Check.share("goals.gate.lost_at_most", lostAtMost);
            Check.share("goals.gate.steps_at_most", stepsAtMost);
        }
    }

    /** First answer words gained against the control's best seed. */
    public record RunOnce(@JsonProperty("gain_at_least") double gainAtLeast) {

        public RunOnce {
            Check.share("goals.run_once.gain_at_least", gainAtLeast);
        }
    }

    public Goals {
        accuracy = List.copyOf(accuracy);
        nearChance = List.copyOf(nearChance);
        gain = List.copyOf(gain);
    }

    /** Those of single levels. */
    public Stream<OfLevel> levels() {
        return Stream.of(accuracy, nearChance, gain).flatMap(List::stream);
    }

    private static List<Integer> counted(String key, List<Integer> steps) {
        Check.that(
                !steps.isEmpty() && steps.stream().allMatch(step -> step >= 1 && step <= Shape.MAX_STEPS),
                key,
                steps,
                "numbers of steps, each 1.." + Shape.MAX_STEPS);
        return List.copyOf(steps);
    }
}
