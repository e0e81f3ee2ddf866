package looplm.model.hub;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Requests to a hub: redirects followed one by one, refusals told apart, a busy server tried again.
 *
 * <p>The token goes to the hub's own scheme, host and port and nowhere else: hubs send large files to a content network by
 * redirect, whose address already carries its own short-lived permission.
 */
final class HubClient implements AutoCloseable {

    private static final int MAX_REDIRECTS = 5;
    private static final int ATTEMPTS = 6;
    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(20);
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(60);
    private static final Duration FIRST_WAIT = Duration.ofSeconds(1);
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(5);
    private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);
    private static final Set<Integer> BUSY = Set.of(408, 425, 429, 500, 502, 503, 504);

    private final HubEndpoint endpoint;
    private final Optional<String> token;
    private final Pause pause;
    private final PullListener listener;
    private final InstantSource clock;
    private final HttpClient http;

    HubClient(HubEndpoint endpoint, Optional<String> token, Pause pause, PullListener listener, InstantSource clock) {
        this.endpoint = endpoint;
        this.token = token;
        this.pause = pause;
        this.listener = listener;
        this.clock = clock;
        this.http = HttpClient.newBuilder()
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(CONNECT_LIMIT)
                .build();
    }

    /**
     * Gets an answer of status 200, 206 or 416; the caller closes it.
     *
     * @throws HubException for every other, and where the hub cannot be reached
     */
    HubResponse get(URI uri, Map<String, String> headers) {
        for (int attempt = 1; ; attempt++) {
            String reason;
            Optional<Duration> asked = Optional.empty();
            try {
                HubResponse response = follow(uri, headers);
                if (!BUSY.contains(response.status())) {
                    return accepted(uri, response);
                }
                reason = "status " + response.status() + " from "
                        + response.uri().getHost();
                asked = response.header("Retry-After").flatMap(value -> RetryAfter.parse(value, clock));
                response.close();
            } catch (IOException e) {
                reason = uri.getHost() + ": " + e;
            }
            Duration wait = asked.orElse(FIRST_WAIT.multipliedBy(1L << (attempt - 1)));
            if (attempt == ATTEMPTS || wait.compareTo(LONGEST_WAIT) > 0) {
                throw new HubException(reason + " (given up after " + attempt + " attempts"
                        + asked.map(time -> "; asked to wait " + time.toSeconds() + " s")
                                .orElse("") + ")");
            }
            pause(reason, wait);
        }
    }

    /** Waits before another attempt. */
    void pause(String reason, Duration wait) {
        listener.retry(reason, wait);
        try {
            pause.of(wait);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new HubException("interrupted", e);
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
    }

    private HubResponse follow(URI first, Map<String, String> headers) throws IOException {
        URI uri = first;
        for (int redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
            HubResponse response = send(uri, headers);
            if (!REDIRECTS.contains(response.status())) {
                return response;
            }
            URI from = uri;
            uri = target(from, response);
            response.close();
        }
        throw new HubException(first + ": more than " + MAX_REDIRECTS + " redirects");
    }

    private HubResponse send(URI uri, Map<String, String> headers) throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri).timeout(ANSWER_LIMIT);
        headers.forEach(request::header);
        if (HubEndpoint.sameOrigin(endpoint.base(), uri)) {
            token.ifPresent(secret -> request.header("Authorization", "Bearer " + secret));
        }
        try {
            return new HubResponse(http.send(request.build(), BodyHandlers.ofInputStream()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new HubException("interrupted", e);
        }
    }

    private static URI target(URI from, HubResponse response) {
        URI target;
        try {
            target = from.resolve(response.header("Location").orElse(""));
        } catch (IllegalArgumentException e) {
            throw new HubException(from + ": redirect to no address", e);
        }
        boolean weaker = "https".equalsIgnoreCase(from.getScheme()) && !"https".equalsIgnoreCase(target.getScheme());
        if (!HubEndpoint.isHttp(target) || target.getHost() == null || target.getUserInfo() != null || weaker) {
            throw new HubException(
                    from + ": redirect to " + target.getScheme() + "://" + target.getHost() + " (expected: https)");
        }
        return target;
    }

    private HubResponse accepted(URI uri, HubResponse response) {
        int status = response.status();
        if (status == 200 || status == 206 || status == 416) {
            if (response.header("Content-Encoding")
                    .filter(coding -> !coding.equals("identity"))
                    .isPresent()) {
                response.close();
                throw new HubException(uri + ": Content-Encoding (expected: the bytes themselves)");
            }
            return response;
        }
        response.close();
        throw new HubException(
                switch (status) {
                    case 401, 403 ->
                        uri + ": status " + status + " (expected: "
                                + (token.isPresent()
                                        ? "a token that may read it"
                                        : "a token in HF_TOKEN, or another name")
                                + ")";
                    case 404 -> uri + ": status 404 (expected: a repository, revision and file that exist)";
                    default -> uri + ": status " + status + " (expected: 200)";
                });
    }

    /** Reads a whole small body. */
    static byte[] body(HubResponse response, int limit) throws IOException {
        try (InputStream bytes = response.body()) {
            byte[] body = bytes.readNBytes(limit + 1);
            if (body.length > limit) {
                throw new HubException(response.uri() + ": more than " + limit + " bytes");
            }
            return body;
        }
    }
}
