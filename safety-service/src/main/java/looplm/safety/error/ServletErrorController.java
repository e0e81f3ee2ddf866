package looplm.safety.error;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import looplm.wire.ErrorCode;
import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.RequestMapping;

/** Errors that the server found before or after Spring MVC: the same bodies as everywhere. */
@Controller
public final class ServletErrorController implements ErrorController {

    private final ErrorResponses responses;

    public ServletErrorController(ErrorResponses responses) {
        this.responses = responses;
    }

    @RequestMapping("/error")
    void error(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Object status = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE);
        ErrorCode code = ErrorAdvice.codeOf(status instanceof Integer number ? number : 404);
        responses.write(request, response, code, ErrorAdvice.words(code), null);
    }
}
