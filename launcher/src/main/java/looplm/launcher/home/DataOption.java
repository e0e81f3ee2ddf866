package looplm.launcher.home;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option that says which platform a command is about. */
public final class DataOption {

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Data directory of the platform; data/ in the checkout unless given.")
    private @Nullable Path data;

    public DataDirectory directory() {
        return new DataDirectory(data == null ? Checkout.find().defaultData() : data);
    }

    /** How a user repeats {@code command} for the same platform. */
    public String command(String command) {
        return "./looplm " + command + (data == null ? "" : " --data " + ShellWord.quote(data.toString()));
    }
}
