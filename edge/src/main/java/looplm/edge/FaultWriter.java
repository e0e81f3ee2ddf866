package looplm.edge;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Answers a request with an error, in the form that its path has: each service has one. */
@FunctionalInterface
public interface FaultWriter {

    void write(HttpServletRequest request, HttpServletResponse response, Fault fault) throws IOException;
}
