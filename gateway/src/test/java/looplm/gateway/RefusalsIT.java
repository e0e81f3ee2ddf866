package looplm.gateway;

import static looplm.gateway.testing.TestingInferenceServer.CHAT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.Locale;
import looplm.gateway.testing.RawClient;
import looplm.gateway.testing.TestingGateway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** Every refusal has the promised body, wherever it comes from, and a flood of them does not fill the log. */
@ExtendWith(OutputCaptureExtension.class)
class RefusalsIT {

    private static final String KEY = "Authorization: Bearer " + TestingGateway.KEY;
    private static final String TOKEN = "Authorization: Bearer " + TestingGateway.SERVICE_TOKEN;

    private static TestingGateway gateway;

    @BeforeAll
    static void start() {
        gateway = new TestingGateway("inference.limits.attempts", "1");
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            GET /v1/a^b            | 400 | invalid_value
            GET /v1/models;a=b     | 400 | invalid_value
            GET /v1//models        | 400 | invalid_value
            GET /v1/%00            | 400 | invalid_value
            BREW /v1/models        | 400 | invalid_value
            GET /v1/nothing        | 404 | not_found
            DELETE /v1/models      | 405 | method_not_allowed
            GET /v1/%zz            | 400 | invalid_value
            """)
    void pathOfTheApi_isRefusedWithTheEnvelope(String request, int status, String code) {
        String answer = answer(request, KEY);

        assertThat(answer)
                .startsWith("HTTP/1.1 " + status + " ")
                .contains("x-request-id: mine", "content-type: application/json")
                .contains("{\"error\":{\"message\":\"", "\"code\":\"" + code + "\"");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            POST /admin/keys          | x: y  | 403 | permission_denied
            POST /console/login       | x: y  | 403 | permission_denied
            POST /console/logout      | x: y  | 403 | permission_denied
            GET /admin/keys           | x: y  | 401 | invalid_api_key
            GET /nothing              | x: y  | 404 | not_found
            GET /a;b                  | x: y  | 400 | invalid_value
            GET /a[b                  | x: y  | 400 | invalid_value
            BREW /console             | x: y  | 400 | invalid_value
            GET /actuator             | x: y  | 401 | invalid_api_key
            GET /actuator/health      | x: y  | 401 | invalid_api_key
            GET /actuator/nothing     | x: y  | 401 | invalid_api_key
            GET /actuator/env         | token | 404 | not_found
            GET /actuator/nothing     | token | 404 | not_found
            GET /actuator/health/nothing | x: y | 401 | invalid_api_key
            GET /actuator/health/nothing | token | 404 | not_found
            GET /actuator/health/liveness/nothing | token | 404 | not_found
            POST /actuator/health/liveness | x: y | 405 | method_not_allowed
            """)
    void otherPath_isRefusedWithAProblem(String request, String header, int status, String code) {
        String answer = answer(request, header.equals("token") ? TOKEN : header);

        assertThat(answer)
                .startsWith("HTTP/1.1 " + status + " ")
                .contains("x-request-id: mine", "content-type: application/problem+json")
                .contains("\"status\":" + status, "\"code\":\"" + code + "\"", "\"requestId\":\"mine\"");
    }

    @Test
    void clientThatLeavesInMidUpload_isACount_andNoErrorInTheLog(CapturedOutput log) {
        double before = left();
        for (int i = 0; i < 5; i++) {
            RawClient client = RawClient.half(gateway, CHAT, "{\"model\":", 100_000);
            if (i % 2 == 0) {
                client.abort();
            } else {
                client.close();
            }
        }

        await().untilAsserted(() -> assertThat(left()).isEqualTo(before + 5));
        assertThat(log.getAll().lines().dropWhile(line -> !line.contains("Started GatewayApplication")))
                .noneMatch(line -> line.contains(" ERROR ") || line.startsWith("\tat "));
    }

    @Test
    void deadService_isOneLineInTheLog_howeverManyAsk(CapturedOutput log) {
        gateway.inference.kill();
        try {
            for (int i = 0; i < 10; i++) {
                assertThat(gateway.chat("").statusCode()).isEqualTo(503);
            }
        } finally {
            gateway.inference.start();
        }

        assertThat(log.getAll().lines().filter(line -> line.contains("ErrorWriter")))
                .hasSizeLessThanOrEqualTo(1);
    }

    private static double left() {
        return gateway.bean(MeterRegistry.class)
                .get("looplm.gateway.clients.left")
                .counter()
                .count();
    }

    private static String answer(String request, String header) {
        String text =
                request + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 0\r\nx-request-id: mine\r\n"
                        + header + "\r\n\r\n";
        try (RawClient client = RawClient.from(gateway, "127.0.0.1", text)) {
            String answer = client.readAll();
            int head = Math.max(0, answer.indexOf("\r\n\r\n"));
            String status = answer.substring(0, Math.max(0, answer.indexOf("\r\n")));
            return status + answer.substring(status.length(), head).toLowerCase(Locale.ROOT) + answer.substring(head);
        }
    }
}
