package looplm.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A command line that was run in this process. */
public record CommandRun(int code, String out, String err) {

    /** Runs one to its end. */
    public static CommandRun of(CommandLine command, String... arguments) {
        var out = new StringWriter();
        var err = new StringWriter();
        int code = command.setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
        return new CommandRun(code, out.toString(), err.toString());
    }

    /** The one object on standard output. */
    public JsonNode json() {
        assertThat(out.lines()).as(err).hasSize(1);
        return JsonMapper.shared().readTree(out);
    }
}
