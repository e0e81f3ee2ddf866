package looplm.gateway.upstream;

import io.netty.channel.ChannelOption;
import java.net.URI;
import java.time.Duration;
import looplm.edge.ServiceToken;
import org.springframework.http.HttpHeaders;
import org.springframework.http.client.reactive.ReactorClientHttpConnector;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;

/** Makes HTTP clients that show the service token. */
public final class ServiceClients {

    private static final int LARGEST_ANSWER_BYTES = 16 << 20;
    private static final int CONNECT_TIMEOUT_MILLIS = 1000;

    /** Below the 60 s after which common servers close an idle connection. */
    private static final Duration IDLE = Duration.ofSeconds(20);

    /** Room for cancellations and look-ups while all permits of the bulkhead are taken. */
    private static final int SPARE_CONNECTIONS = 64;

    private final WebClient.Builder builder;
    private final ServiceToken token;

    public ServiceClients(WebClient.Builder builder, ServiceToken token) {
        this.builder = builder;
        this.token = token;
    }

    /**
     * @param name of the connection pool
     * @param maxConcurrent calls that the caller's bulkhead lets through
     */
    public WebClient to(URI service, String name, int maxConcurrent) {
        var pool = ConnectionProvider.builder(name)
                .maxConnections(maxConcurrent + SPARE_CONNECTIONS)
                .pendingAcquireMaxCount(maxConcurrent)
                .pendingAcquireTimeout(Duration.ofSeconds(2))
                .maxIdleTime(IDLE)
                .build();
        // Netty's own retry would send one attempt id twice
        var http = HttpClient.create(pool)
                .disableRetry(true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_TIMEOUT_MILLIS);
        return builder.clone()
                .baseUrl(service.toString())
                .clientConnector(new ReactorClientHttpConnector(http))
                .codecs(codecs -> codecs.defaultCodecs().maxInMemorySize(LARGEST_ANSWER_BYTES))
                .defaultHeader(HttpHeaders.AUTHORIZATION, token.header())
                .build();
    }
}
