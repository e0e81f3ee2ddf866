package looplm.model.cli;

import java.io.PrintWriter;
import picocli.CommandLine.Model.CommandSpec;
import tools.jackson.databind.json.JsonMapper;

/** The one JSON object that a command with {@code --json} prints on standard output. */
public final class JsonLine {

    private JsonLine() {}

    /** Prints it and flushes. */
    public static void print(CommandSpec spec, Object result) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(JsonMapper.shared().writeValueAsString(result));
        out.flush();
    }
}
