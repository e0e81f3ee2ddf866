package looplm.inference.http;

import java.io.IOException;

/** The client closed its connection before its answer was complete. */
final class ClientLeftException extends IOException {
    ClientLeftException() {
        super("the client closed the connection");
    }
}
