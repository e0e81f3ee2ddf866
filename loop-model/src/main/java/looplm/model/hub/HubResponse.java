package looplm.model.hub;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.Optional;

/** An answer whose body is still to be read; the caller closes it. */
record HubResponse(HttpResponse<InputStream> http) implements AutoCloseable {

    int status() {
        return http.statusCode();
    }

    URI uri() {
        return http.uri();
    }

    InputStream body() {
        return http.body();
    }

    Optional<String> header(String name) {
        return http.headers().firstValue(name);
    }

    /** The validator that names exactly these bytes; a weak one does not. */
    Optional<String> strongEtag() {
        return header("ETag").filter(tag -> tag.startsWith("\"") && tag.length() < 300);
    }

    @Override
    public void close() {
        try {
            http.body().close();
        } catch (IOException e) {
            // The connection is given up either way.
            return;
        }
    }
}
