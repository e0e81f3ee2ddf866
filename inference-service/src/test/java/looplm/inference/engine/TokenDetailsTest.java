package looplm.inference.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import looplm.inference.engine.EngineWorkbench.Run;
import looplm.inference.engine.EngineWorkbench.Wish;
import looplm.inference.engine.model.StepBounds;
import looplm.inference.engine.token.TokenDetails;
import looplm.inference.engine.token.TokenDetails.LikelyToken;
import looplm.inference.engine.token.TokenEvent.Token;
import looplm.inference.engine.token.TokenReading;
import looplm.inference.engine.token.TokenReport;
import org.junit.jupiter.api.Test;

class TokenDetailsTest {

    private static final StepBounds ADAPTIVE = new StepBounds(1, 4, 0.6f);

    @Test
    void logProbabilities_areOfTheRawDistribution_theLikeliestFirst() {
        float[] logits = {0, (float) Math.log(2), (float) Math.log(4), (float) Math.log(2)};
        TokenReading reading = TokenReading.of(logits, 3);
        logits[2] = Float.NEGATIVE_INFINITY;

        TokenDetails details = reading.of(0, List.of());
        assertThat(details.logProbability()).isCloseTo(Math.log(1 / 9.0), within(1e-6));
        assertThat(details.top()).extracting(LikelyToken::id).containsExactly(2, 1, 3);
        assertThat(details.top().getFirst().logProbability()).isCloseTo(Math.log(4 / 9.0), within(1e-6));
        assertThat(TokenReading.of(logits, 0).of(1, List.of()).top()).isEmpty();
    }

    @Test
    void details_areNotTold_unlessAskedFor() {
        Run run = run(TokenReport.NONE);
        assertThat(tokens(run)).allSatisfy(token -> assertThat(token.details()).isNull());
    }

    @Test
    void trace_hasAStepForEveryStepRun_theFirstTokenIncluded_andChangesNoAnswer() {
        Run traced = run(new TokenReport(false, 0, true));
        Run plain = run(TokenReport.NONE);

        assertThat(traced.tokens()).isEqualTo(plain.tokens());
        assertThat(traced.exitSteps()).isEqualTo(plain.exitSteps());
        assertThat(traced.counts()).isEqualTo(plain.counts());
        assertThat(tokens(traced)).allSatisfy(token -> {
            List<TokenDetails.StepDetails> steps = details(token).steps();
            assertThat(steps).hasSize(token.exitStep());
            assertThat(steps).allSatisfy(step -> {
                assertThat(step.exitProbability()).isBetween(0f, 1f);
                assertThat(step.top()).hasSize(TokenReport.TRACED_TOKENS);
            });
            assertThat(steps.getLast().top().getFirst().id())
                    .as("greedy takes the likeliest of the exit step")
                    .isEqualTo(token.id());
        });
    }

    private static TokenDetails details(Token token) {
        TokenDetails details = token.details();
        if (details == null) {
            throw new AssertionError("no details");
        }
        return details;
    }

    private static Run run(TokenReport report) {
        var bench = EngineWorkbench.ofRows(2);
        Run run = bench.submit(Wish.of(ADAPTIVE, 12, 8, 9, 10).ignoringEnd().report(report));
        bench.submit(Wish.of(StepBounds.fixed(4), 12, 11));
        bench.runAll();
        return run;
    }

    private static List<Token> tokens(Run run) {
        return run.events().stream()
                .filter(Token.class::isInstance)
                .map(Token.class::cast)
                .toList();
    }
}
