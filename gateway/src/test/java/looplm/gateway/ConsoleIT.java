package looplm.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.CookieManager;
import java.net.HttpCookie;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Pattern;
import looplm.gateway.testing.TestingGateway;
import looplm.gateway.testing.TestingServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Login, page and key administration as a browser or a script sees them. */
class ConsoleIT {

    private static final Pattern TOKEN = Pattern.compile("name=\"_csrf\" value=\"([^\"]+)\"");

    static final String RUNS = """
            {"runs":[
             {"run_id":"r2","suite":"newer","state":"running","model":null,"weights_hash":null,"done":1,"total":9,
              "chance":0.1,"depths":[],"adaptive":[],"gate":null,"error":null,"created_at":"2026-01-02T00:00:00Z",
              "finished_at":null},
             {"run_id":"r1","suite":"<b>chains</b>","state":"finished","model":"looplm-nano","weights_hash":"0123456789ab",
              "done":9,"total":9,"chance":0.25,"depths":[{"steps":1,"n":1000,"accuracy":0.412,"stderr":0.0156},
              {"steps":2,"n":1000,"accuracy":0.71,"stderr":0.0143},{"steps":4,"n":1000,"accuracy":0.93,"stderr":0.0081}],
              "adaptive":[{"threshold":0.5,"n":1000,"accuracy":0.88,"stderr":0.0103,"mean_steps":2.4}],"gate":null,
              "error":null,"created_at":"2026-01-01T00:00:00Z","finished_at":"2026-01-01T00:05:00Z"}]}""";

    private static TestingGateway gateway;

    private final CookieManager cookies = new CookieManager();
    private final HttpClient browser =
            HttpClient.newBuilder().cookieHandler(cookies).build();

    @BeforeAll
    static void start() {
        gateway = new TestingGateway("console.user", "ada", "console.timeout", "20s");
        gateway.safety.always("/actuator/health/readiness", TestingServer.json("{\"status\":\"UP\"}"));
        gateway.inference.always("/actuator/health/readiness", TestingServer.error(503, "shutting_down", Map.of()));
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @Test
    void console_leadsToTheLogin_whenNobodyIsLoggedIn() throws Exception {
        HttpResponse<String> root = get("/");
        HttpResponse<String> console = get("/console");

        assertThat(root.statusCode()).isEqualTo(302);
        assertThat(root.headers().firstValue("location")).hasValue("/console");
        assertThat(console.statusCode()).isEqualTo(302);
        assertThat(console.headers().firstValue("location")).hasValue("/console/login");
        assertThat(cookies.getCookieStore().getCookies())
                .noneMatch(cookie -> cookie.getName().equals("LOOPLM_CONSOLE"));
    }

    @Test
    void login_isRefused_whenTheTokenIsMissing_orThePasswordIsWrong() throws Exception {
        assertThat(post("/console/login", "username=ada&password=" + TestingGateway.PASSWORD)
                        .statusCode())
                .isEqualTo(403);

        HttpResponse<String> wrong = logIn("ada", "wrong");
        assertThat(wrong.statusCode()).isEqualTo(302);
        assertThat(wrong.headers().firstValue("location")).hasValue("/console/login?error");
        assertThat(get("/console/login?error").body()).contains("User or password is wrong.");
        assertThat(logIn("bob", TestingGateway.PASSWORD).headers().firstValue("location"))
                .hasValue("/console/login?error");
        assertThat(get("/console").statusCode()).isEqualTo(302);
    }

    @Test
    void login_opensTheConsole_andLogoutClosesIt() throws Exception {
        HttpResponse<String> login = logIn("ada", TestingGateway.PASSWORD);

        assertThat(login.headers().firstValue("location")).hasValue("/console");
        String setCookie = login.headers().allValues("set-cookie").stream()
                .filter(header -> header.startsWith("LOOPLM_CONSOLE="))
                .findFirst()
                .orElseThrow();
        assertThat(setCookie).containsIgnoringCase("HttpOnly").contains("SameSite=Strict");
        HttpResponse<String> page = get("/console");
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.headers().firstValue("content-security-policy").orElseThrow())
                .contains("default-src 'none'", "frame-ancestors 'none'");

        HttpResponse<String> logout = post("/console/logout", "_csrf=" + token(page));
        assertThat(logout.headers().firstValue("location")).hasValue("/console/login?out");
        assertThat(get("/console").statusCode()).isEqualTo(302);
    }

    @Test
    void page_showsServicesAndTheLatestFinishedEvaluation() throws Exception {
        gateway.eval.always("/v1/runs", TestingServer.json(RUNS));
        gateway.eval.always("/actuator/health/readiness", TestingServer.json("{}"));
        logIn("ada", TestingGateway.PASSWORD);

        String page = get("/console").body();

        assertThat(page)
                .contains("<title>Overview · LoopLM console</title>", "/console/console.css")
                .contains("3 of 4 services are ready", "inference", "Not ready")
                .contains("&lt;b&gt;chains&lt;/b&gt; on looplm-nano@0123456789ab", "1 Jan 2026, 00:05:00 UTC")
                .contains("<span>4 steps</span>", "93.0 %", "± 0.8 %", "+51.8", "q = 0.5", "2.40 steps on average")
                .contains("4 steps in place of 1 raise accuracy from 41.2 % to 93.0 %.")
                .contains("41.2 % at 1 step, 71.0 % at 2 steps, 93.0 % at 4 steps", "chance 25.0 %")
                .doesNotContain("<b>chains</b>", "<script", "style=");
        assertThat(gateway.eval.received("GET", "/v1/runs").getLast().headers().get("authorization"))
                .isEqualTo("Bearer " + TestingGateway.SERVICE_TOKEN);
    }

    @Test
    void page_saysSo_whenThereIsNoEvaluationOrNoEvalService() throws Exception {
        logIn("ada", TestingGateway.PASSWORD);
        gateway.eval.always("/v1/runs", TestingServer.json("{\"runs\":[]}"));
        assertThat(get("/console").body()).contains("No evaluation has finished yet.");

        gateway.eval.kill();
        try {
            assertThat(get("/console").body()).contains("eval-service could not be asked for its runs.", "Unreachable");
        } finally {
            gateway.eval.start();
        }
    }

    @Test
    void page_refersToNothingElsewhere() throws Exception {
        gateway.eval.always("/v1/runs", TestingServer.json(RUNS));
        logIn("ada", TestingGateway.PASSWORD);

        String page = get("/console").body() + get("/console/login").body();

        assertThat(Pattern.compile("(?:src|href|action)=\"(?!/console|#)")
                        .matcher(page)
                        .find())
                .isFalse();
        assertThat(get("/console/console.css").statusCode()).isEqualTo(200);
        assertThat(get("/console/mark.svg").headers().firstValue("content-type"))
                .hasValue("image/svg+xml");
    }

    @Test
    void adminKeys_areMadeListedAndRevoked_behindTheLogin() throws Exception {
        HttpResponse<String> closed = get("/admin/keys");
        assertThat(closed.statusCode()).isEqualTo(401);
        assertThat(closed.headers().firstValue("content-type")).hasValue("application/problem+json");

        logIn("ada", TestingGateway.PASSWORD);
        HttpResponse<String> made = postJson("{\"name\":\"team\",\"scopes\":[\"trace\"]}");
        assertThat(made.statusCode()).isEqualTo(201);
        String secret = gateway.json(made).path("key").stringValue();
        String id = gateway.json(made).path("details").path("id").stringValue();
        assertThat(get("/admin/keys").body()).contains("\"name\":\"team\"").doesNotContain(secret);
        assertThat(models(secret)).isEqualTo(200);
        assertThat(postJson("{\"name\":\"team\"}").statusCode()).isEqualTo(400);
        assertThat(postJson("{\"name\":\" \"}").statusCode()).isEqualTo(400);
        assertThat(postJson("{\"name\":\"x\",\"expires_at\":\"2020-01-01T00:00:00Z\"}")
                        .body())
                .contains("expires_at: 2020-01-01T00:00:00Z (expected: a time to come)");
        assertThat(postJson("{\"name\":\"x\",\"scopes\":[\"root\"]}").statusCode())
                .isEqualTo(400);

        HttpResponse<String> revoked = send(request("/admin/keys/" + id)
                .header("X-XSRF-TOKEN", cookie("XSRF-TOKEN"))
                .DELETE());
        assertThat(revoked.statusCode()).isEqualTo(204);
        assertThat(models(secret)).isEqualTo(401);
    }

    private int models(String secret) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        request("/v1/models")
                                .header("Authorization", "Bearer " + secret)
                                .build(),
                        BodyHandlers.discarding())
                .statusCode();
    }

    private HttpResponse<String> logIn(String user, String password) throws Exception {
        String token = token(get("/console/login"));
        return post("/console/login", "username=" + user + "&password=" + password + "&_csrf=" + token);
    }

    private static String token(HttpResponse<String> page) {
        var found = TOKEN.matcher(page.body());
        assertThat(found.find()).isTrue();
        return URLEncoder.encode(found.group(1), StandardCharsets.UTF_8);
    }

    private String cookie(String name) {
        return cookies.getCookieStore().getCookies().stream()
                .filter(cookie -> cookie.getName().equals(name))
                .map(HttpCookie::getValue)
                .findFirst()
                .orElseThrow();
    }

    private HttpResponse<String> get(String path) throws Exception {
        return send(request(path).GET());
    }

    private HttpResponse<String> post(String path, String form) throws Exception {
        return send(request(path)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(form)));
    }

    private HttpResponse<String> postJson(String body) throws Exception {
        return send(request("/admin/keys")
                .header("Content-Type", "application/json")
                .header("X-XSRF-TOKEN", cookie("XSRF-TOKEN"))
                .POST(BodyPublishers.ofString(body)));
    }

    private static HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(gateway.url(path))).timeout(Duration.ofMinutes(1));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return browser.send(request.build(), BodyHandlers.ofString());
    }
}
