package looplm.gateway.door;

import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.boot.reactor.netty.NettyServerCustomizer;
import reactor.netty.NettyPipeline;
import reactor.netty.http.server.HttpServer;
import tools.jackson.databind.json.JsonMapper;

/** Puts the limits of {@link ConnectionSettings} on the HTTP server. */
public final class HttpDoor implements NettyServerCustomizer {

    private static final String NAME = "looplm.door";

    private final ConnectionSettings settings;
    private final OpenConnections connections;
    private final DoorReply replies;

    public HttpDoor(ConnectionSettings settings, ClientAddress addresses, MeterRegistry meters, JsonMapper json) {
        this.settings = settings;
        this.connections = new OpenConnections(settings, addresses, meters);
        this.replies = new DoorReply(json);
    }

    @Override
    public HttpServer apply(HttpServer server) {
        return server.doOnChannelInit((_, channel, _) -> {
            if (connections.admit(channel)) {
                channel.pipeline()
                        .addAfter(NettyPipeline.HttpCodec, NAME, new ConnectionWatch(settings, connections, replies));
            }
        });
    }
}
