package looplm.inference.http;

import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import looplm.edge.RefusedException;
import looplm.inference.engine.token.Counts;
import looplm.inference.engine.token.TokenEvent.Finished;
import looplm.inference.engine.token.TokenEvent.Token;
import looplm.wire.ErrorEnvelope;

/**
 * Sends answers token by token: an event each, then why each ended, then the usage if asked for, then the end mark. The
 * events of several answers come as they happen.
 */
final class StreamedAnswer implements AnswerRelay.Teller {

    private final AnswerShape shape;
    private final boolean includeUsage;
    private final SseTokenWriter writer;
    private final Duration keepAlive;
    private final boolean[] opened;

    /** Steps billed so far, by answer. */
    private final long[] billed;

    /**
     * @param answers how many there are
     * @param keepAlive silence after which a comment is sent
     */
    StreamedAnswer(AnswerShape shape, int answers, boolean includeUsage, SseTokenWriter writer, Duration keepAlive) {
        this.shape = shape;
        this.includeUsage = includeUsage;
        this.writer = writer;
        this.keepAlive = keepAlive;
        this.opened = new boolean[answers];
        this.billed = new long[answers];
    }

    @Override
    public void token(int answer, Token token) throws IOException {
        billed[answer] = token.billedSteps();
        open(answer);
        writer.event(shape.token(answer, token, billedSteps()));
    }

    @Override
    public void finished(int answer, Finished finished) throws IOException {
        billed[answer] = finished.counts().billedSteps();
        open(answer);
        if (!finished.text().isEmpty()) {
            writer.event(shape.rest(answer, finished.text(), billedSteps()));
        }
        writer.event(shape.closing(answer, Finish.of(finished.reason()), billedSteps()));
    }

    @Override
    public void done(Counts counts) throws IOException {
        if (includeUsage) {
            writer.event(shape.usage(Usages.of(counts)));
        }
        writer.done();
    }

    @Override
    public void brokenOff(RefusedException error) throws IOException {
        if (!writer.started()) {
            throw error;
        }
        writer.event(ErrorEnvelope.of(error.code(), String.valueOf(error.getMessage()), null));
    }

    @Override
    public void idle() throws IOException {
        if (writer.silence().compareTo(keepAlive) >= 0) {
            writer.keepAlive();
        }
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
}
