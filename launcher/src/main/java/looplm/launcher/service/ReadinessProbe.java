package looplm.launcher.service;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import looplm.launcher.os.PortCheck;

/** Asks services on this machine whether they do their work. */
public final class ReadinessProbe {

    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(1);
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(2);
    private static final int OK = 200;

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT_LIMIT)
            .build();

    /**
     * One short look; never throws.
     *
     * @param port where the service serves its clients: it is asked there only if it has no port for probes, as one of an
     *     earlier version, or one with settings of an operator's own
     */
    public boolean isReady(Service service, int port) {
        int probePort = service.probePortBeside(port);
        if (PortCheck.accepts(probePort)) {
            return answersAt(probePort);
        }
        return PortCheck.accepts(port) && answersAt(port);
    }

    private boolean answersAt(int port) {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/actuator/health/readiness"))
                .timeout(ANSWER_LIMIT)
                .build();
        try {
            return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == OK;
        } catch (IOException notYet) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
