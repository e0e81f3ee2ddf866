package looplm.eval.error;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
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
        int status = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE) instanceof Integer code ? code : 404;
        responses.write(request, response, ErrorAdvice.byStatus(status));
    }
}
