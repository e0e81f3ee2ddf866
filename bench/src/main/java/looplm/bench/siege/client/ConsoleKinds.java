package looplm.bench.siege.client;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** At the console's door: the one admin, and those who guess the password. */
public final class ConsoleKinds {

    private static final Pattern FIELD = Pattern.compile("name=\"(_csrf)\" value=\"([^\"]+)\"");
    private static final Pattern COOKIE = Pattern.compile("([^=;]+=[^;]*).*");
    private static final int FOUND = 302;

    private ConsoleKinds() {}

    public static List<Kind> all() {
        return List.of(
                new Kind("admin-login", true, .1, ConsoleKinds::right),
                new Kind("password-guess", false, 1, ConsoleKinds::wrong));
    }

    private static Outcome right(SiegeClient caller) throws IOException {
        HttpReply reply = login(caller, form(caller), caller.target().password());
        String place = reply.header("location").orElse("");
        return reply.status() == FOUND && place.endsWith("/console")
                ? Outcome.answered()
                : Outcome.broken("the right password was answered with " + reply.status() + " " + place);
    }

    private static Outcome wrong(SiegeClient caller) throws IOException {
        HttpReply reply = login(caller, form(caller), "wrong-" + caller.requestId());
        String place = reply.header("location").orElse("");
        if (place.endsWith("/console")) {
            return Outcome.broken("a wrong password let somebody in");
        }
        return reply.status() == FOUND
                ? Outcome.refused("302 " + place.replaceAll(".*\\?", ""))
                : Outcome.ofError(reply);
    }

    /** The login page's own secret, as cookie and as text. */
    record LoginForm(String cookie, String token) {}

    /** Fetches the form. */
    static LoginForm form(SiegeClient caller) throws IOException {
        HttpReply page = send(caller, "GET", "/console/login", Map.of(), "");
        Matcher field = FIELD.matcher(page.text());
        Matcher cookie = COOKIE.matcher(page.header("set-cookie").orElse(""));
        if (!field.find() || !cookie.matches()) {
            throw new IOException("no login form: status " + page.status());
        }
        return new LoginForm(cookie.group(1), field.group(2));
    }

    /** Fills it in. */
    static HttpReply login(SiegeClient caller, LoginForm form, String password) throws IOException {
        String body = "username=" + encoded(caller.target().user()) + "&password=" + encoded(password) + "&_csrf="
                + encoded(form.token());
        return send(
                caller,
                "POST",
                "/console/login",
                Map.of("Content-Type", "application/x-www-form-urlencoded", "Cookie", form.cookie()),
                body);
    }

    static HttpReply send(SiegeClient caller, String method, String path, Map<String, String> headers, String body)
            throws IOException {
        var head = new StringBuilder(method + " " + path + " HTTP/1.1\r\nHost: siege\r\nConnection: close\r\n");
        headers.forEach(
                (name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        head.append("Content-Length: ").append(body.length()).append("\r\n\r\n").append(body);
        try (RawConnection connection = caller.connect()) {
            connection.send(head.toString());
            return connection.reply(SiegeClient.PATIENCE);
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
