package looplm.gateway.door;

import java.io.ByteArrayOutputStream;
import java.util.function.Supplier;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Collects a body as it comes: what its sender says of its length takes no memory. */
public final class BodyCollector {

    private final int most;
    private final int weight;
    private final Supplier<? extends RuntimeException> tooLong;

    /**
     * @param most bytes
     * @param weight what a byte counts in the claim: with what is made of it, it may be held more than once
     */
    public BodyCollector(int most, int weight, Supplier<? extends RuntimeException> tooLong) {
        this.most = most;
        this.weight = weight;
        this.tooLong = tooLong;
    }

    /** All bytes; none where there is no body. */
    public Mono<byte[]> collect(Flux<DataBuffer> body, ByteBudget.Claim claim) {
        return body.reduceWith(ByteArrayOutputStream::new, (bytes, piece) -> add(bytes, piece, claim))
                .map(ByteArrayOutputStream::toByteArray);
    }

    private ByteArrayOutputStream add(ByteArrayOutputStream bytes, DataBuffer piece, ByteBudget.Claim claim) {
        try {
            byte[] copy = new byte[piece.readableByteCount()];
            if (bytes.size() + copy.length > most) {
                throw tooLong.get();
            }
            claim.add((long) weight * copy.length);
            piece.read(copy);
            bytes.writeBytes(copy); // together: a list of pieces would be many times the bytes, where each piece is one
            return bytes;
        } finally {
            DataBufferUtils.release(piece);
        }
    }
}
