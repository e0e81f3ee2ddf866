package looplm.launcher.platform;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.stream.Collectors;
import looplm.launcher.home.DataDirectory;
import looplm.launcher.home.DataOption;
import looplm.launcher.home.Secrets;
import looplm.launcher.home.ShellWord;
import looplm.launcher.service.Service;
import looplm.launcher.supervise.PlatformState;
import looplm.launcher.supervise.ProgramState;

/** What a person needs once questions can be asked. */
record Welcome(DataDirectory directory, DataOption data, PlatformState state) {

    /**
     * A question that takes looplm-nano two recurrent steps, whose answer {@code looplm tasks facts} shows, and that any
     * other model can at least answer.
     */
    private static final String QUESTION = "Who is Bob's boss's friend?";

    /** @param attached whether Ctrl-C in this terminal stops it all */
    void print(PrintWriter out, boolean attached) {
        out.println();
        if (state.program(Service.GATEWAY.program()).isPresent()) {
            printGateway(out);
        } else {
            out.println("The gateway isn't built, so only the services behind it are up.");
        }
        out.println();
        String starting = state.programs().stream()
                .filter(program -> program.phase() != ProgramState.Phase.READY)
                .map(ProgramState::name)
                .collect(Collectors.joining(", "));
        if (!starting.isEmpty()) {
            out.println("Still starting, and not needed for this: " + starting);
        }
        out.println("Data and logs: " + directory.root());
        out.println(attached ? "Ctrl-C stops everything." : data.command("down") + " stops everything.");
        out.flush();
    }

    private void printGateway(PrintWriter out) {
        var secrets = new Secrets(directory);
        String gateway = Service.GATEWAY.url(state.firstPort()).toString();
        out.println("LoopLM is up: " + gateway);
        out.println("Console:      " + gateway + "/console");
        out.println("Login:        " + Secrets.CONSOLE_USER + " / " + Secrets.read(secrets.consolePassword()));
        out.println("Demo key:     " + Secrets.read(secrets.demoKey()));
        out.println();
        out.println("Ask it something; usage.loop in the answer tells how many recurrent steps it took:");
        out.println();
        out.println("curl -s " + gateway + "/v1/chat/completions -H 'Content-Type: application/json' \\");
        out.println("  -H 'Authorization: Bearer " + Secrets.read(secrets.demoKey()) + "' \\");
        out.println("  -d "
                + ShellWord.quote("{\"model\":\"" + modelName() + "\",\"messages\":[{\"role\":\"user\",\"content\":\""
                        + QUESTION + "\"}]}"));
    }

    /** Inference names a model after its directory. */
    private String modelName() {
        return Path.of(state.model())
                .getFileName()
                .toString()
                .replace("\\", "\\\\")
                .replace("\"", "\\\"");
    }
}
