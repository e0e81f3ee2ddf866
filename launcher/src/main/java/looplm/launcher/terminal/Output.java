package looplm.launcher.terminal;

import java.io.Console;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

/** Where a command writes, as a mixin: results to {@link #out}, everything else to {@link #err}. */
@Command // without options of its own picocli knows a mixin by this
public final class Output {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    public PrintWriter out() {
        return commandLine().getOut();
    }

    public PrintWriter err() {
        return commandLine().getErr();
    }

    /** Writes one JSON object on a line of its own. */
    public void json(Object value) {
        out().println(JSON.writeValueAsString(value));
        out().flush();
    }

    /** A wrong use of this command: exit code 2 and its usage. */
    public CommandLine.ParameterException wrongUse(String message) {
        return new CommandLine.ParameterException(commandLine(), message);
    }

    /** Whether a person watches, so that lines may be redrawn. */
    @SuppressWarnings("SystemConsoleNull") // its contract still allows null
    public boolean isTerminal() {
        Console console = System.console();
        return console != null && console.isTerminal() && !"dumb".equals(System.getenv("TERM"));
    }

    private CommandLine commandLine() {
        return spec.commandLine();
    }
}
