package looplm.inference.http;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import looplm.edge.RefusedException;
import looplm.inference.admission.AttemptCount;
import looplm.inference.admission.Attempts;
import looplm.inference.admission.BilledWork;
import looplm.wire.ErrorCode;
import looplm.wire.inference.FinalCount;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** What callers ask about an attempt of theirs, at an answer or at scores: its counts, and its end. */
@RestController
final class InternalController {

    /** The engine ends a cancelled request before its next tick; one call of the model may be under way. */
    private static final Duration CANCEL_LIMIT = Duration.ofSeconds(10);

    private final Attempts attempts;

    InternalController(Attempts attempts) {
        this.attempts = attempts;
    }

    @GetMapping("/internal/requests/{id}")
    FinalCount count(@PathVariable String id) {
        return finalCount(CallerHeaders.attempt("id", id));
    }

    /** Cancels an attempt that still runs and answers what it cost; an attempt that ended stays as it is. */
    @DeleteMapping("/internal/requests/{id}")
    FinalCount cancel(@PathVariable String id) throws InterruptedException {
        String attemptId = CallerHeaders.attempt("id", id);
        Optional<BilledWork> running = attempts.inside(attemptId);
        if (running.isPresent()) {
            running.get().cancel();
            running.get().awaitEnd(CANCEL_LIMIT);
        }
        return finalCount(attemptId);
    }

    private FinalCount finalCount(String id) {
        AttemptCount count = attempts.count(id)
                .orElseThrow(() -> RefusedException.of(ErrorCode.NOT_FOUND, "id: no attempt of this id is known"));
        String state = count.state().name().toLowerCase(Locale.ROOT);
        String reason = count.finishReason().map(Finish::of).map(Finish::reason).orElse(null);
        return new FinalCount(count.id(), count.account(), state, reason, Usages.of(count.counts()));
    }
}
