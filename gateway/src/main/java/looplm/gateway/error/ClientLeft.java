package looplm.gateway.error;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import org.springframework.core.NestedExceptionUtils;
import reactor.netty.channel.AbortedException;

/**
 * Tells a failure of a client's connection from all others: upstreams fail in the gateway's own words, so a bare I/O
 * failure is the client's.
 */
public final class ClientLeft {

    private ClientLeft() {}

    /** Whether nobody is there any more to be answered, and nothing is to be mended. */
    public static boolean is(Throwable failure) {
        Throwable cause = NestedExceptionUtils.getMostSpecificCause(failure);
        return !(failure instanceof GatewayException)
                && (failure instanceof IOException
                        || cause instanceof AbortedException
                        || cause instanceof ClosedChannelException
                        || String.valueOf(cause.getMessage()).contains("Connection reset by peer"));
    }
}
