package looplm.model.cli;

import java.io.PrintWriter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

/** {@code --json} of a command: its result as one JSON object on standard output. */
public final class JsonLine {

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(names = "--json", description = "One JSON object on standard output.")
    private boolean wanted;

    /** Whether it was asked for. */
    public boolean wanted() {
        return wanted;
    }

    /** Prints it and flushes. */
    public void print(Object result) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(JsonMapper.shared().writeValueAsString(result));
        out.flush();
    }
}
