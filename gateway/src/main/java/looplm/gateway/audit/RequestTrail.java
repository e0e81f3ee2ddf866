package looplm.gateway.audit;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import looplm.gateway.auth.ApiKey;
import looplm.gateway.error.ErrorMapper;
import looplm.gateway.error.ErrorReply;
import looplm.gateway.safety.Screening;
import looplm.wire.ErrorCode;
import looplm.wire.inference.FinalCount;
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
    private @Nullable String model;
    private boolean streamed;
    private @Nullable String promptDigest;
    private @Nullable Screening prompt;
    private @Nullable Screening answer;
    private @Nullable Instant firstByteAt;
    private @Nullable String finishReason;
    private @Nullable String answerDigest;
    private int promptTokens;
    private int completionTokens;
    private long billedSteps;
    private long discardedSteps;
    private @Nullable Mono<FinalCount> cancelledCount;
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

    public synchronized void asked(String modelName, boolean asStream, String digest) {
        model = modelName;
        streamed = asStream;
        promptDigest = digest;
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

    /** A try begins at inference-service; it takes the place of one before it. */
    public synchronized void started(UUID attempt) {
        attemptId = attempt;
        cancelledCount = null;
    }

    /** The try was given up; {@code count} never errors. */
    public synchronized void cancelled(Mono<FinalCount> count) {
        cancelledCount = count;
    }

    /** Recurrent steps that a stream billed so far. */
    public synchronized void billed(long steps) {
        billedSteps = steps;
    }

    /**
     * @param usage OpenAI's {@code usage} with {@code loop}; fields that another backend leaves out count 0
     */
    public synchronized void used(JsonNode usage) {
        promptTokens = usage.path("prompt_tokens").asInt(0);
        completionTokens = usage.path("completion_tokens").asInt(0);
        billedSteps = usage.path("loop").path("billed_steps").asLong(billedSteps);
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
        discardedSteps += billedSteps;
        billedSteps = 0;
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
        finish(blocked ? Outcome.BLOCKED : Outcome.ANSWERED, OK, null);
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

    /** Where the last try was given up, the row waits for what inference-service counted. */
    private void finishCounted(Outcome outcome, int status, @Nullable String errorCode) {
        Mono<FinalCount> count = cancelledCount;
        if (count == null) {
            finish(outcome, status, errorCode);
        } else {
            count.map(FinalCount::usage)
                    .doFinally(_ -> finish(outcome, status, errorCode))
                    .subscribe(this::counted);
        }
    }

    private synchronized void counted(Usage usage) {
        promptTokens = usage.promptTokens();
        completionTokens = usage.completionTokens();
        billedSteps = usage.loop().billedSteps();
    }

    private synchronized void finish(Outcome outcome, int status, @Nullable String errorCode) {
        Instant finishedAt = now();
        slot.fill(new AuditRow(
                id,
                requestId,
                attemptId,
                key.id(),
                endpoint,
                model,
                streamed,
                prompt == null ? null : prompt.label(),
                answer == null ? null : answer.label(),
                policyVersion(),
                outcome,
                status,
                errorCode,
                finishReason,
                promptTokens,
                completionTokens,
                billedSteps,
                discardedSteps,
                promptDigest,
                answerDigest,
                receivedAt,
                firstByteAt,
                finishedAt));
        LOG.info(
                "requestId={} key={} endpoint={} model={} outcome={} status={} code={} safety={} finish={} tokens={}+{}"
                        + " billedSteps={} firstByteMs={} totalMs={}",
                requestId,
                key.name(),
                endpoint,
                model,
                outcome.text(),
                status,
                errorCode,
                prompt == null ? null : prompt.label(),
                finishReason,
                promptTokens,
                completionTokens,
                billedSteps,
                firstByteAt == null ? null : millis(firstByteAt),
                millis(finishedAt));
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
