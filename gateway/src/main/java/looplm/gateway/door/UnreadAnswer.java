package looplm.gateway.door;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Cuts a connection whose client has taken nothing of what waits to be written for a set time. */
final class UnreadAnswer {

    /** How often it looks: a client is cut this part of the limit too late at most. */
    private static final int LOOKS = 4;

    private final long limit;
    private final OpenConnections connections;
    private boolean looking;
    private @Nullable Object current;
    private long written;
    private long since;

    UnreadAnswer(Duration limit, OpenConnections connections) {
        this.limit = limit.toNanos();
        this.connections = connections;
    }

    /** To be called after each flush: nothing is done while clients read as fast as they are answered. */
    void flushed(ChannelHandlerContext context) {
        if (!looking && waits(context.channel())) {
            looking = true;
            since = System.nanoTime();
            remember(context.channel());
            lookLater(context);
        }
    }

    private void lookLater(ChannelHandlerContext context) {
        var _ = context.executor().schedule(() -> look(context), limit / LOOKS, TimeUnit.NANOSECONDS);
    }

    private void look(ChannelHandlerContext context) {
        Channel channel = context.channel();
        if (!waits(channel)) {
            looking = false;
            current = null;
            return;
        }
        if (remember(channel)) {
            since = System.nanoTime();
        } else if (System.nanoTime() - since >= limit) {
            connections.cut(channel, "unread");
            return;
        }
        lookLater(context);
    }

    /** Whether anything was written since the last time. */
    @SuppressWarnings("ReferenceEquality") // the same piece in the same state, not one that is like it
    private boolean remember(Channel channel) {
        ChannelOutboundBuffer buffer = channel.unsafe().outboundBuffer();
        Object now = buffer == null ? null : buffer.current();
        long progress = buffer == null ? 0 : buffer.currentProgress();
        boolean moved = now != current || progress != written;
        current = now;
        written = progress;
        return moved;
    }

    private static boolean waits(Channel channel) {
        ChannelOutboundBuffer buffer = channel.unsafe().outboundBuffer();
        return channel.isActive() && buffer != null && buffer.size() > 0;
    }
}
