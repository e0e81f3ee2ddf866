package looplm.gateway.audit;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import looplm.gateway.audit.AuditRow.Asked;
import looplm.gateway.audit.AuditRow.Counted;
import looplm.gateway.audit.AuditRow.Outcome;
import looplm.gateway.auth.ApiKey;
import looplm.gateway.error.ErrorMapper;
import looplm.gateway.error.ErrorReply;
import looplm.gateway.safety.Screening;
import looplm.wire.ErrorCode;
import looplm.wire.inference.FinalCount;
import looplm.wire.openai.Model;
import looplm.wire.openai.Usage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;

/**
 * What is learnt about one request on its way, and in the end its audit row and its log line. The threads of a request
 * follow one another, but not by any lock of ours: hence the synchronized methods.
 */
public final class RequestTrail {

    private static final Logger LOG = LoggerFactory.getLogger(RequestTrail.class);
    private static final int OK = 200;

    private final AuditLog.Slot slot;
    private final InstantSource clock;
    private final UUID id = UUID.randomUUID();
    private final String requestId;
    private final ApiKey key;
    private final String endpoint;
    private final Instant receivedAt;

    private @Nullable UUID attemptId;
    private Asked asked = Asked.NOTHING_YET;
    private @Nullable Screening prompt;
    private @Nullable Screening answer;
    private @Nullable Instant firstByteAt;
    private @Nullable String finishReason;
    private @Nullable String answerDigest;
    private Counted counted = Counted.NOTHING_YET;
    private @Nullable Mono<FinalCount> cancelledCount;

    /** Of tries that others took the place of; each ends when its count has come, or cannot be learnt. */
    private final List<Mono<Void>> discardedCounts = new ArrayList<>();

    private int attempts;
    private boolean streamOpen;
    private boolean ended;

    public RequestTrail(AuditLog.Slot slot, InstantSource clock, String requestId, ApiKey key, String endpoint) {
        this.slot = slot;
        this.clock = clock;
        this.requestId = requestId;
        this.key = key;
        this.endpoint = endpoint;
        this.receivedAt = now();
    }

    public ApiKey key() {
        return key;
    }

    public String requestId() {
        return requestId;
    }

    public synchronized void asked(Model model, boolean streamed, String promptDigest) {
        asked = new Asked(model.id(), model.loop().kernel(), streamed, promptDigest);
    }

    public synchronized void promptScreened(Screening screening) {
        prompt = screening;
    }

    public synchronized void answerScreened(Screening screening) {
        answer = screening;
    }

    public synchronized void firstByte() {
        if (firstByteAt == null) {
            firstByteAt = now();
        }
    }

    /**
     * Records that the request begins, before it may cost anything.
     *
     * @return done when that is in the database
     */
    public Mono<Void> open(Model model, boolean streamed, String promptDigest) {
        return slot.open(new OpenRequest(
                id,
                requestId,
                key.id(),
                endpoint,
                model.id(),
                model.loop().kernel(),
                streamed,
                promptDigest,
                receivedAt));
    }

    /** A try begins at inference-service and takes the place of one before it; what that cost counts as discarded. */
    public synchronized UUID started() {
        attempts++;
        attemptId = OpenRequest.attemptId(id, attempts);
        if (cancelledCount != null) {
            discardedCounts.add(cancelledCount
                    .doOnNext(count -> discarded(count.usage().loop().billedSteps()))
                    .then()
                    .cache());
            discardedCounts.getLast().subscribe();
            cancelledCount = null;
        }
        return attemptId;
    }

    private synchronized void discarded(long steps) {
        counted = counted.withDiscarded(steps);
    }

    /** Steps of this request that bought nothing, as far as they are known. */
    public synchronized long discardedSteps() {
        return counted.discardedSteps();
    }

    /** The try was given up; {@code count} never errors. */
    public synchronized void cancelled(Mono<FinalCount> count) {
        cancelledCount = count;
    }

    /** Recurrent steps that a stream billed so far. */
    public synchronized void billed(long steps) {
        counted = counted.withBilled(steps);
    }

    /**
     * @param usage OpenAI's {@code usage} with {@code loop}; fields that another backend leaves out count 0
     */
    public synchronized void used(JsonNode usage) {
        counted = counted.withTokens(
                usage.path("prompt_tokens").asInt(0),
                usage.path("completion_tokens").asInt(0),
                usage.path("loop").path("billed_steps").asLong(counted.billedSteps()));
    }

    public synchronized void finishReason(String reason) {
        finishReason = reason;
    }

    /** SHA-256 of the released text, 64 hex digits. */
    public synchronized void answerDigest(String digest) {
        answerDigest = digest;
    }

    /** The answer so far is thrown away; another one is made. */
    public synchronized void discard() {
        counted = counted.discarded();
    }

    /** From here on the stream tells how it ends: the server's write may end sooner, and well, where a client left. */
    public synchronized void streamOpened() {
        streamOpen = true;
    }

    /** The response was written. */
    public synchronized void written() {
        if (!streamOpen) {
            succeeded();
        }
    }

    /** The client's connection broke. */
    public synchronized void connectionLost() {
        if (!streamOpen) {
            cancelled();
        }
    }

    /** The request ended well: answered, or blocked as a result. */
    public synchronized void succeeded() {
        if (!end()) {
            return;
        }
        boolean blocked = "content_filter".equals(finishReason);
        finishCounted(blocked ? Outcome.BLOCKED : Outcome.ANSWERED, OK, null);
    }

    /**
     * @param streamHadBegun whether the client has a status 200 already
     */
    public synchronized void failed(Throwable failure, boolean streamHadBegun) {
        if (!end()) {
            return;
        }
        ErrorReply reply = ErrorMapper.map(failure);
        boolean refused = !(reply instanceof ErrorReply.Own own)
                || own.errorCode().type() == ErrorCode.Type.USER
                || own.errorCode().type() == ErrorCode.Type.CAPACITY;
        finishCounted(refused ? Outcome.REFUSED : Outcome.FAILED, streamHadBegun ? OK : reply.status(), reply.code());
    }

    /** The client left. What it is billed is what inference-service counted, where that can be learnt. */
    public synchronized void cancelled() {
        if (!end()) {
            return;
        }
        finishCounted(Outcome.CANCELLED, OK, null);
    }

    /** Whether this is the end: a request has one, whoever notices first. */
    private boolean end() {
        boolean first = !ended;
        ended = true;
        return first;
    }

    /** Where a try was given up, the row waits for what inference-service counted. */
    private void finishCounted(Outcome outcome, int status, @Nullable String errorCode) {
        Mono<FinalCount> last = cancelledCount;
        if (last == null && discardedCounts.isEmpty()) {
            finish(outcome, status, errorCode);
            return;
        }
        Mono<Void> counts = last == null
                ? Mono.empty()
                : last.map(FinalCount::usage)
                        .doOnNext(this::counted)
                        .switchIfEmpty(unknown())
                        .then();
        Mono.whenDelayError(Mono.whenDelayError(discardedCounts), counts)
                .doFinally(_ -> finish(outcome, status, errorCode))
                .subscribe();
    }

    private synchronized void counted(Usage usage) {
        counted = counted.withTokens(
                usage.promptTokens(), usage.completionTokens(), usage.loop().billedSteps());
    }

    /** Nobody can say what the last try cost: what was heard of it last is what counts. */
    private Mono<Usage> unknown() {
        return Mono.fromRunnable(() -> {
            synchronized (this) {
                counted = counted.asEstimated();
            }
        });
    }

    private synchronized void finish(Outcome outcome, int status, @Nullable String errorCode) {
        var screened = new AuditRow.Screened(label(prompt), label(answer), policyVersion());
        var ended = new AuditRow.Ended(outcome, status, errorCode, finishReason, answerDigest);
        var times = new AuditRow.Times(receivedAt, firstByteAt, now());
        slot.fill(new AuditRow(id, requestId, attemptId, key.id(), endpoint, asked, screened, ended, counted, times));
        LOG.info(
                "requestId={} key={} endpoint={} model={} outcome={} status={} code={} safety={} finish={} tokens={}+{}"
                        + " billedSteps={} firstByteMs={} totalMs={}",
                requestId,
                key.name(),
                endpoint,
                asked.model(),
                outcome.text(),
                status,
                errorCode,
                screened.promptVerdict(),
                finishReason,
                counted.promptTokens(),
                counted.completionTokens(),
                counted.billedSteps(),
                firstByteAt == null ? null : millis(firstByteAt),
                millis(times.finishedAt()));
    }

    private static @Nullable String label(@Nullable Screening screening) {
        return screening == null ? null : screening.label();
    }

    private @Nullable String policyVersion() {
        Screening last = answer == null ? prompt : answer;
        return last == null ? null : last.policyVersion();
    }

    private long millis(Instant until) {
        return Duration.between(receivedAt, until).toMillis();
    }

    /** PostgreSQL keeps microseconds. */
    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
