package looplm.acceptance;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The console in a real browser: the login that {@code up} made, the services' health, accuracy by depth. */
@Tag("browser")
class ConsoleIT {

    private static final Platform PLATFORM = Platform.running();

    @Test
    void console_asksForALogin() {
        inBrowser(page -> {
            page.navigate(PLATFORM.gateway("/console").toString());

            assertThat(page).hasURL(Pattern.compile(".*/login.*"));
            assertThat(page.locator("input[type=password]")).isVisible();
        });
    }

    @Test
    void console_showsHealthAndAccuracyByDepth_afterLogin() {
        PLATFORM.looplm("eval", "run", "nano-kb").requireSuccess();

        inBrowser(page -> {
            page.navigate(PLATFORM.gateway("/console").toString());
            page.locator("input[name=username]").fill(PLATFORM.consoleUser());
            page.locator("input[type=password]").fill(password());
            page.locator("button[type=submit]").click();

            assertThat(page).hasURL(Pattern.compile(".*/console"));
            for (String service : List.of("gateway", "inference", "safety", "eval")) {
                assertThat(page.getByText(service, new Page.GetByTextOptions().setExact(true))
                                .first())
                        .isVisible();
            }
            assertThat(page.locator("svg").first()).isVisible();
            assertThat(page.locator("table").last()).containsText("4");
        });
    }

    private static String password() {
        try {
            return PLATFORM.consolePassword();
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** Fails the test on any error that the page writes to its console, a violated content policy included. */
    private static void inBrowser(Consumer<Page> visit) {
        Map<String, String> environment = Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1");
        try (var playwright = Playwright.create(new Playwright.CreateOptions().setEnv(environment));
                var browser = playwright
                        .chromium()
                        .launch(new BrowserType.LaunchOptions()
                                .setExecutablePath(chromium())
                                .setArgs(List.of("--no-sandbox")))) {
            Page page = browser.newPage();
            var errors = new java.util.ArrayList<String>();
            page.onConsoleMessage(message -> {
                if (message.type().equals("error")) {
                    errors.add(message.text());
                }
            });
            visit.accept(page);
            org.assertj.core.api.Assertions.assertThat(errors).isEmpty();
        }
    }

    private static Path chromium() {
        return Stream.of("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")
                .map(Path::of)
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> new AssertionError("no Chromium on this machine: apt-get install chromium"));
    }
}
