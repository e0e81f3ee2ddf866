package looplm.eval.http;

import looplm.eval.suite.Suites;
import looplm.wire.eval.SuiteList;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code GET /v1/suites}: what can be run. */
@RestController
final class SuitesController {

    private final SuiteList suites;

    SuitesController(Suites suites) {
        this.suites = new SuiteList(suites.all().stream()
                .map(suite -> new SuiteList.Suite(
                        suite.name(),
                        suite.description(),
                        suite.target(),
                        suite.items().size(),
                        suite.chance()))
                .toList());
    }

    @GetMapping("/v1/suites")
    SuiteList list() {
        return suites;
    }
}
