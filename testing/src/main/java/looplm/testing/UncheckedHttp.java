package looplm.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;

/** Sends requests where a failure to do so only ends the test. */
public final class UncheckedHttp {

    private UncheckedHttp() {}

    public static HttpResponse<String> send(HttpClient client, HttpRequest.Builder request) {
        return send(client, request, BodyHandlers.ofString());
    }

    /**
     * @throws UncheckedIOException if there is no answer
     */
    public static <T> HttpResponse<T> send(HttpClient client, HttpRequest.Builder request, BodyHandler<T> body) {
        try {
            return client.send(request.build(), body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
