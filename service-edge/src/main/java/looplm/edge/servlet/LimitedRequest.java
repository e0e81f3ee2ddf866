package looplm.edge.servlet;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.SocketTimeoutException;
import java.nio.charset.Charset;
import java.util.concurrent.atomic.AtomicLong;
import looplm.edge.RefusedException;
import looplm.wire.ErrorCode;

/**
 * A request whose body ends in a {@link RefusedException} where it passes a limit: its length may not have been declared,
 * and what was declared may never come.
 */
final class LimitedRequest extends HttpServletRequestWrapper {

    private final BodyLimits limits;
    private final AtomicLong room;
    private long taken;

    /**
     * @param room bytes that are left for all requests; what this one reads is taken from it until {@link #release}
     */
    LimitedRequest(HttpServletRequest request, BodyLimits limits, AtomicLong room) {
        super(request);
        this.limits = limits;
        this.room = room;
    }

    /** Gives back what was read: nobody holds it any longer. */
    void release() {
        room.addAndGet(taken);
        taken = 0;
    }

    @Override
    public ServletInputStream getInputStream() throws IOException {
        return new LimitedStream(super.getInputStream());
    }

    /** Characters count by their bytes, too. The servlet API's charset where the request names none is ISO 8859-1. */
    @Override
    public BufferedReader getReader() throws IOException {
        String charset = getCharacterEncoding();
        return new BufferedReader(
                new InputStreamReader(getInputStream(), charset == null ? ISO_8859_1 : Charset.forName(charset)));
    }

    private final class LimitedStream extends ServletInputStream {
        private final ServletInputStream body;
        private long read;

        LimitedStream(ServletInputStream body) {
            this.body = body;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int count = arrived(bytes, offset, length);
            read += Math.max(0, count);
            if (read > limits.size().toBytes()) {
                throw RefusedException.of(BodyLimitFilter.tooLarge("more than the limit", limits));
            }
            take(count);
            return count;
        }

        /** Each read waits for no longer than the server lets a connection be silent. */
        private int arrived(byte[] bytes, int offset, int length) throws IOException {
            if (!isFinished() && RequestIdFilter.since(LimitedRequest.this).compareTo(limits.timeout()) > 0) {
                throw late();
            }
            try {
                return body.read(bytes, offset, length);
            } catch (IOException e) {
                if (e instanceof SocketTimeoutException || e.getCause() instanceof SocketTimeoutException) {
                    throw late();
                }
                throw e;
            }
        }

        private RefusedException late() {
            return RefusedException.of(
                    ErrorCode.REQUEST_TIMEOUT,
                    "body: " + read + " bytes, then not the rest in time (expected: all of it within "
                            + limits.timeout().toMillis() + " ms)");
        }

        private void take(int count) {
            if (count <= 0) {
                return;
            }
            taken += count;
            if (room.addAndGet(-count) < 0) {
                throw RefusedException.of(
                        ErrorCode.TOO_MANY_REQUESTS, "requests: too many bytes at once (expected: less, or later)");
            }
        }

        @Override
        public boolean isFinished() {
            return body.isFinished();
        }

        @Override
        public boolean isReady() {
            return body.isReady();
        }

        @Override
        public void setReadListener(ReadListener listener) {
            body.setReadListener(listener);
        }
    }
}
