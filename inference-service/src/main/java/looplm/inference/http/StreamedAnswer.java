package looplm.inference.http;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import looplm.edge.RefusedException;
import looplm.inference.admission.Attempt;
import looplm.inference.engine.token.Counts;
import looplm.inference.engine.token.TokenEvent.Cancelled;
import looplm.inference.engine.token.TokenEvent.Failed;
import looplm.inference.engine.token.TokenEvent.Finished;
import looplm.inference.engine.token.TokenEvent.Token;
import looplm.wire.ErrorEnvelope;

/**
 * Sends answers token by token: an event each, then why each ended, then the usage if asked for, then the end mark. The
 * events of several answers come as they happen.
 */
final class StreamedAnswer {

    private final AnswerShape shape;
    private final boolean includeUsage;
    private final RequestTimes times;
    private final SseTokenWriter writer;
    private final Duration keepAlive;
    private final boolean[] opened;

    /** Steps billed so far, by answer. */
    private final long[] billed;

    private final List<Counts> ended = new ArrayList<>();

    /**
     * @param answers how many there are
     * @param keepAlive silence after which a comment is sent
     */
    StreamedAnswer(
            AnswerShape shape,
            int answers,
            boolean includeUsage,
            RequestTimes times,
            SseTokenWriter writer,
            Duration keepAlive) {
        this.shape = shape;
        this.includeUsage = includeUsage;
        this.times = times;
        this.writer = writer;
        this.keepAlive = keepAlive;
        this.opened = new boolean[answers];
        this.billed = new long[answers];
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
    private boolean write(Attempt.Event event) throws IOException {
        int answer = event.answer();
        switch (event.event()) {
            case Token token -> {
                times.token();
                billed[answer] = token.billedSteps();
                open(answer);
                writer.event(shape.token(answer, token, billedSteps()));
                return true;
            }
            case Finished finished -> {
                close(answer, finished);
                return ended.size() < opened.length;
            }
            case Failed failed -> breakOff(AnswerEvents.failed(failed.cause()));
            case Cancelled _ -> breakOff(AnswerEvents.cancelled());
        }
        return false;
    }

    private long billedSteps() {
        return Arrays.stream(billed).sum();
    }

    private void open(int answer) throws IOException {
        if (!opened[answer]) {
            opened[answer] = true;
            var opening = shape.opening(answer, billedSteps());
            if (opening.isPresent()) {
                writer.event(opening.get());
            }
        }
    }

    private void close(int answer, Finished finished) throws IOException {
        billed[answer] = finished.counts().billedSteps();
        ended.add(finished.counts());
        times.ended();
        open(answer);
        if (!finished.text().isEmpty()) {
            writer.event(shape.rest(answer, finished.text(), billedSteps()));
        }
        writer.event(shape.closing(answer, Finish.of(finished.reason()), billedSteps()));
        if (ended.size() < opened.length) {
            return;
        }
        if (includeUsage) {
            writer.event(shape.usage(Usages.of(Counts.together(ended))));
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
