package looplm.edge.servlet;

import looplm.edge.JsonBounds;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.jackson.autoconfigure.JsonFactoryBuilderCustomizer;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import tools.jackson.databind.json.JsonMapper;

/**
 * How a service answers every error, wherever it was found: in a parser that is bounded here, a filter, a controller, or
 * the server itself. A service imports it, and makes a {@link FaultFinder} where it has exceptions of its own.
 */
public final class ErrorHandling {

    @Bean
    JsonFactoryBuilderCustomizer jsonBounds() {
        return JsonBounds::usual;
    }

    @Bean
    ErrorResponses errorResponses(JsonMapper json) {
        return new ErrorResponses(json);
    }

    @Bean
    ErrorResolver errorResolver(ErrorResponses responses, ObjectProvider<FaultFinder> finders) {
        return new ErrorResolver(responses, finders.orderedStream().toList());
    }

    @Bean(ErrorPageHandler.PATH)
    ErrorPageHandler errorPageHandler(ErrorResponses responses) {
        return new ErrorPageHandler(responses);
    }

    @Bean
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> jsonErrorReport() {
        return JsonErrorReportValve::installIn;
    }
}
