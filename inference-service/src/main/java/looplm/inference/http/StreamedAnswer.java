package looplm.inference.http;

import java.io.IOException;
import java.time.Duration;
import looplm.inference.admission.RefusedException;
import looplm.inference.engine.TokenEvent;
import looplm.inference.engine.TokenEvent.Cancelled;
import looplm.inference.engine.TokenEvent.Failed;
import looplm.inference.engine.TokenEvent.Finished;
import looplm.inference.engine.TokenEvent.Token;
import looplm.wire.ErrorEnvelope;

/** Sends an answer token by token: an event each, then why it ended, then the usage if asked for, then the end mark. */
final class StreamedAnswer {

    private final AnswerShape shape;
    private final boolean includeUsage;
    private final RequestTimes times;
    private final SseTokenWriter writer;
    private final Duration keepAlive;
    private boolean opened;

    /**
     * @param keepAlive silence after which a comment is sent
     */
    StreamedAnswer(
            AnswerShape shape, boolean includeUsage, RequestTimes times, SseTokenWriter writer, Duration keepAlive) {
        this.shape = shape;
        this.includeUsage = includeUsage;
        this.times = times;
        this.writer = writer;
        this.keepAlive = keepAlive;
    }

    /**
     * @throws RefusedException if the answer failed before anything was sent
     */
    void send(AnswerEvents events) throws IOException, InterruptedException {
        while (write(events.next(this::keepAlive))) {
            // until the last event
        }
    }

    private void keepAlive() throws IOException {
        if (writer.silence().compareTo(keepAlive) >= 0) {
            writer.keepAlive();
        }
    }

    /** @return whether another event follows */
    private boolean write(TokenEvent event) throws IOException {
        switch (event) {
            case Token token -> {
                open(token.billedSteps());
                writer.event(shape.token(token.text(), token.billedSteps()));
                return true;
            }
            case Finished finished -> close(finished);
            case Failed failed -> breakOff(AnswerEvents.failed(failed.cause()));
            case Cancelled _ -> breakOff(AnswerEvents.cancelled());
        }
        return false;
    }

    private void open(long billedSteps) throws IOException {
        times.token();
        if (!opened) {
            opened = true;
            if (shape.opening(billedSteps).isPresent()) {
                writer.event(shape.opening(billedSteps).get());
            }
        }
    }

    private void close(Finished finished) throws IOException {
        long billed = finished.counts().billedSteps();
        open(billed);
        if (!finished.text().isEmpty()) {
            writer.event(shape.token(finished.text(), billed));
        }
        writer.event(shape.closing(Finish.of(finished.reason()), billed));
        if (includeUsage) {
            writer.event(shape.usage(Usages.of(finished.counts())));
        }
        writer.done();
    }

    private void breakOff(RefusedException error) throws IOException {
        if (!writer.started()) {
            throw error;
        }
        writer.event(ErrorEnvelope.of(error.code(), String.valueOf(error.getMessage()), null));
    }
}
