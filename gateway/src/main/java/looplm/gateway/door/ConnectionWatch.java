package looplm.gateway.door;

import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One connection's time limits: for the head of a request, for its body, between two requests, for a client to read. It
 * stands at the HTTP codec, so it also answers what that could not read, and gives refusals a body that have none. Only the connection's event loop calls it.
 */
final class ConnectionWatch extends ChannelDuplexHandler {

    private final ConnectionSettings settings;
    private final OpenConnections connections;
    private final DoorReply replies;

    private final Queue<HttpRequest> unanswered = new ArrayDeque<>(1);
    private boolean bodyOpen;
    private boolean answerBegun;
    private boolean ended;
    private long since = System.nanoTime();
    private long lastPiece;
    private boolean first = true;
    private @Nullable Future<?> timer;
    private long timerDue;
    private @Nullable UnreadAnswer unread;

    ConnectionWatch(ConnectionSettings settings, OpenConnections connections, DoorReply replies) {
        this.settings = settings;
        this.connections = connections;
        this.replies = replies;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        connections.waits(context.channel());
        watch(context);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        connections.works(context.channel());
        if (timer != null) {
            timer.cancel(false);
        }
        context.fireChannelInactive();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (ended) {
            ReferenceCountUtil.release(message);
            return;
        }
        if (message instanceof HttpObject part && part.decoderResult().isFailure()) {
            malformed(context, part);
            return;
        }
        lastPiece = System.nanoTime();
        if (message instanceof HttpRequest head && !begins(context, head)) {
            ReferenceCountUtil.release(message);
            return;
        }
        if (message instanceof LastHttpContent) {
            bodyOpen = false;
            rest(context.channel());
        }
        context.fireChannelRead(message);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        watch(context);
        context.fireChannelReadComplete();
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        boolean informational =
                message instanceof HttpResponse head && head.status().codeClass() == HttpStatusClass.INFORMATIONAL;
        if (message instanceof HttpResponse && !informational) {
            answerBegun = true;
        }
        Object told = message instanceof FullHttpResponse whole ? replies.told(whole, unanswered.peek()) : message;
        if (message instanceof LastHttpContent && !informational) {
            answered(context);
        }
        var _ = context.write(told, promise);
    }

    @Override
    public void flush(ChannelHandlerContext context) {
        context.flush();
        if (unread == null) {
            unread = new UnreadAnswer(settings.writeTimeout(), connections);
        }
        unread.flushed(context);
    }

    /** Whether the request may go on. */
    private boolean begins(ChannelHandlerContext context, HttpRequest head) {
        if (!context.channel().isWritable()) { // it asks on and does not read what it is answered
            end(context.channel(), "unread");
            return false;
        }
        bodyOpen = true;
        unanswered.add(head);
        since = lastPiece;
        first = false;
        connections.works(context.channel());
        return true;
    }

    private void answered(ChannelHandlerContext context) {
        answerBegun = false;
        unanswered.poll();
        rest(context.channel());
        watch(context);
    }

    /** Where request and answer are over, whichever came last, the time to the next request begins. */
    private void rest(Channel channel) {
        if (unanswered.isEmpty() && !bodyOpen) {
            since = System.nanoTime();
            connections.waits(channel);
        }
    }

    /** Sees to it that the timer rings no later than the next limit; a later one it finds when it rings. */
    private void watch(ChannelHandlerContext context) {
        long due = due();
        boolean ringsInTime = timer != null && timerDue - due <= 0;
        if (ended || due == Long.MAX_VALUE || ringsInTime) {
            return;
        }
        if (timer != null) {
            timer.cancel(false);
        }
        timerDue = due;
        timer = context.executor().schedule(() -> ring(context), due - System.nanoTime(), TimeUnit.NANOSECONDS);
    }

    private void ring(ChannelHandlerContext context) {
        timer = null;
        if (ended || !context.channel().isOpen()) {
            return;
        }
        if (due() - System.nanoTime() > 0) {
            watch(context);
        } else if (bodyOpen) {
            bodyIsLate(context);
        } else {
            end(context.channel(), first ? "head" : "idle");
        }
    }

    /** When the next limit is reached; {@link Long#MAX_VALUE} while the client waits for its answer. */
    private long due() {
        if (bodyOpen) {
            long whole = since + settings.bodyTimeout().toNanos();
            long piece = lastPiece + settings.bodyPause().toNanos();
            return whole - piece < 0 ? whole : piece;
        }
        if (!unanswered.isEmpty()) {
            return Long.MAX_VALUE;
        }
        return since + (first ? settings.headTimeout() : settings.idleTimeout()).toNanos();
    }

    private void bodyIsLate(ChannelHandlerContext context) {
        if (canStillBeTold()) {
            ended = true;
            connections.count("body");
            replies.bodyTooLate(context, unanswered.peek(), settings);
        } else {
            end(context.channel(), "body");
        }
    }

    private void malformed(ChannelHandlerContext context, HttpObject part) {
        DecoderResult result = part.decoderResult();
        ended = true;
        connections.works(context.channel());
        connections.count("malformed");
        boolean ofHead = part instanceof HttpRequest && unanswered.isEmpty();
        if (ofHead || (part instanceof HttpContent && canStillBeTold())) {
            replies.malformed(context, part instanceof HttpRequest head ? head : unanswered.peek(), result.cause());
        } else {
            connections.cut(context.channel(), "malformed");
        }
        ReferenceCountUtil.release(part);
    }

    /** Whether an answer of ours would be the answer to the request that is being read. */
    private boolean canStillBeTold() {
        return unanswered.size() == 1 && !answerBegun;
    }

    private void end(Channel channel, String reason) {
        ended = true;
        connections.cut(channel, reason);
    }
}
