package looplm.bench.siege.client;

import java.io.IOException;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.json.JsonMapper;

/** What an admin does at the console before a siege: log in, and make a key for those who take more than their share. */
final class AdminSession {

    private static final Pattern SESSION = Pattern.compile("(LOOPLM_CONSOLE=[^;]+).*");
    private static final int CREATED = 201;

    private AdminSession() {}

    /** A new key's secret. */
    static String newKey(SiegeClient admin, String name) throws IOException {
        ConsoleKinds.LoginForm form = ConsoleKinds.form(admin);
        HttpReply in = ConsoleKinds.login(admin, form, admin.target().password());
        Matcher session = SESSION.matcher(in.header("set-cookie").orElse(""));
        if (!session.matches()) {
            throw new IOException("no session: status " + in.status());
        }
        HttpReply made = ConsoleKinds.send(
                admin,
                "POST",
                "/admin/keys",
                Map.of(
                        "Content-Type",
                        "application/json",
                        "Cookie",
                        form.cookie() + "; " + session.group(1),
                        "X-XSRF-TOKEN",
                        form.token()),
                JsonMapper.shared().writeValueAsString(Map.of("name", name)));
        if (made.status() != CREATED) {
            throw new IOException("no key: status " + made.status() + " " + made.text());
        }
        return made.json().path("key").asString();
    }
}
