package looplm.inference.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import looplm.edge.RefusedException;
import looplm.inference.engine.AnswerRequest;
import looplm.inference.engine.FakeModelRunner;
import looplm.inference.engine.Handling;
import looplm.inference.engine.LoopEngine;
import looplm.inference.engine.NoText;
import looplm.inference.engine.model.ModelShape;
import looplm.inference.engine.model.StepBounds;
import looplm.inference.engine.scoring.ScoringDesk;
import looplm.inference.engine.token.FinishReason;
import looplm.wire.ErrorCode;
import org.junit.jupiter.api.Test;

class AttemptsTest {

    private static final ModelShape SHAPE = new ModelShape(1, 4, 64, 32);

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
    private final AccountTotals totals = new AccountTotals(2, Instant.EPOCH);
    private final Attempts attempts = new Attempts(Duration.ofMinutes(10), 2, now::get, totals);
    private final BoundedQueue queue = new BoundedQueue(3);
    private final Admissions admissions = new Admissions(
            queue, new ScoringDesk(1, queue::wake), attempts, SHAPE, Duration.ofSeconds(60), Duration.ofSeconds(2));
    private final LoopEngine engine = new LoopEngine(new FakeModelRunner(SHAPE), queue, 16, System::nanoTime);

    @Test
    void attempt_isKnownFromTheQueueOn_andTenMinutesAfterItsEnd() {
        admissions.enter("me", admission("a"));
        now.set(Instant.EPOCH.plus(Duration.ofHours(5)));
        assertThat(attempts.count("a")).as("waiting does not age").isPresent();

        runAll();
        now.set(now.get().plus(Duration.ofMinutes(10)));
        assertThat(attempts.count("a")).get().satisfies(count -> {
            assertThat(count.account()).isEqualTo("me");
            assertThat(count.counts().completionTokens()).isEqualTo(2);
        });

        now.set(now.get().plusMillis(1));
        assertThat(attempts.count("a")).isEmpty();
    }

    @Test
    void oldestEnded_isForgotten_whenThereAreTooMany() {
        for (String id : List.of("a", "b", "c")) {
            admissions.enter("me", admission(id));
            runAll();
        }

        assertThat(attempts.count("a")).isEmpty();
        assertThat(attempts.count("b")).isPresent();
        assertThat(attempts.count("c")).isPresent();
    }

    @Test
    void account_paysForEveryAttemptOnce_andLateComersTogether() {
        for (String account : List.of("me", "you", "me", "third", "fourth", "me")) {
            admissions.enter(account, admission(account + now.get().toEpochMilli()));
            now.set(now.get().plusMillis(1));
            runAll();
        }
        long billed = attempts.count("me5").orElseThrow().counts().billedSteps();

        assertThat(billed).isPositive();
        assertThat(totals.all().accounts().keySet()).containsExactly("me", "you");
        assertThat(totals.of("me")).get().satisfies(total -> {
            assertThat(total.attempts()).isEqualTo(3);
            assertThat(total.billedSteps()).isEqualTo(3 * billed);
        });
        assertThat(totals.of("third")).isEmpty();
        assertThat(totals.all().others().attempts()).isEqualTo(2);
        assertThat(totals.all().others().billedSteps()).isEqualTo(2 * billed);
    }

    @Test
    void id_isRefused_whileItIsKnown() {
        admissions.enter("me", admission("a"));
        assertDuplicate("a");
        runAll();
        assertDuplicate("a");

        now.set(Instant.EPOCH.plus(Duration.ofMinutes(11)));
        admissions.enter("me", admission("a"));
    }

    @Test
    void attempt_isNotRemembered_whenItDidNotComeIn() {
        for (String id : List.of("a", "b", "c")) {
            admissions.enter("me", admission(id));
        }

        assertThatThrownBy(() -> admissions.enter("me", admission("d")))
                .isInstanceOfSatisfying(RefusedException.class, refused -> {
                    assertThat(refused.code()).isEqualTo(ErrorCode.QUEUE_FULL);
                    assertThat(refused.fault().retryAfter()).hasValue(Duration.ofSeconds(2));
                });
        assertThat(attempts.count("d")).isEmpty();

        queue.close();
        assertThatThrownBy(() -> admissions.enter("me", admission("e")))
                .isInstanceOfSatisfying(
                        RefusedException.class,
                        refused -> assertThat(refused.code()).isEqualTo(ErrorCode.SHUTTING_DOWN));
    }

    private void assertDuplicate(String id) {
        assertThatThrownBy(() -> admissions.enter("me", admission(id)))
                .isInstanceOfSatisfying(
                        RefusedException.class,
                        refused -> assertThat(refused.code()).isEqualTo(ErrorCode.DUPLICATE_ATTEMPT));
    }

    private void runAll() {
        while (engine.tick()) {
            // until nothing is left
        }
    }

    private static Admission admission(String id) {
        var request = new AnswerRequest(
                id,
                new int[] {1},
                StepBounds.fixed(1),
                2,
                FinishReason.MAX_TOKENS,
                0,
                Set.of(),
                List.of(),
                (_, _) -> 1,
                new NoText(),
                Handling.PLAIN);
        return new Admission(request, false, false, 0);
    }
}
