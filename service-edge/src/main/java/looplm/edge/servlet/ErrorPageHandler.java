package looplm.edge.servlet;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import looplm.edge.Fault;
import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.web.HttpRequestHandler;

/** Errors that the server found before or after Spring MVC: the same bodies as everywhere. */
final class ErrorPageHandler implements HttpRequestHandler, ErrorController {

    /** Where Tomcat turns to; a bean of this name is found there. */
    static final String PATH = "/error";

    private final ErrorResponses responses;

    ErrorPageHandler(ErrorResponses responses) {
        this.responses = responses;
    }

    @Override
    public void handleRequest(HttpServletRequest request, HttpServletResponse response) throws IOException {
        int status = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE) instanceof Integer code ? code : 404;
        responses.write(request, response, Fault.ofStatus(status));
    }
}
