package looplm.model.cli;

import java.io.Console;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import looplm.model.hub.HubEndpoint;
import looplm.model.hub.HubRepository;
import looplm.model.hub.Pull;
import looplm.model.hub.PullResult;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

/** {@code looplm pull}: a model directory from a hub. */
@Command(
        name = "pull",
        mixinStandardHelpOptions = true,
        description = {
            "Fetches a model from a Hugging Face hub into a directory, verifies every byte and publishes it whole.",
            "Ended at any time (Ctrl-C, a lost connection), the same command goes on where it stopped."
        },
        footer = {
            "",
            "Environment: HF_TOKEN is sent to the hub itself and to no other host; HF_ENDPOINT names a mirror.",
            "",
            "Example:",
            "  looplm pull ByteDance/Ouro-1.4B --out data/models/ouro-1.4b",
            "  looplm up --model data/models/ouro-1.4b"
        })
public final class PullCommand implements Callable<Integer> {

    private static final long GIB = 1L << 30;
    private static final Pattern TOKEN = Pattern.compile("[\\x21-\\x7e]{1,1024}");

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "REPO", description = "OWNER/NAME of the repository.")
    private String repository;

    @Option(
            names = "--revision",
            paramLabel = "R",
            defaultValue = "main",
            description = "Branch, tag or commit. Default: ${DEFAULT-VALUE}.")
    private String revision;

    @Option(names = "--out", paramLabel = "DIR", description = "Model directory. Default: data/models/NAME.")
    private @Nullable Path out;

    @Option(
            names = "--endpoint",
            paramLabel = "URL",
            defaultValue = "${env:HF_ENDPOINT:-" + HubEndpoint.DEFAULT + "}",
            description = "The hub or a mirror of it. Default: ${DEFAULT-VALUE}.")
    private String endpoint;

    @Option(
            names = "--max-file-gib",
            paramLabel = "N",
            defaultValue = "64",
            description = "Refuse larger weight files. Default: ${DEFAULT-VALUE}.")
    private int maxFileGib;

    @Option(names = "--json", description = "One JSON object on standard output; progress goes to standard error.")
    private boolean json;

    /** Never an argument: those can be read by every user of the machine. */
    @Option(names = "--token-from-environment", hidden = true, defaultValue = "${env:HF_TOKEN:-}")
    private String token;

    @Override
    public Integer call() throws IOException {
        var progress = new PullProgress(spec.commandLine().getErr(), isWatched());
        HubRepository wanted;
        Pull pull;
        try {
            wanted = new HubRepository(repository, revision);
            pull = new Pull(HubEndpoint.of(endpoint), token(), maxFileBytes(), progress);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
        try {
            Path directory = Optional.ofNullable(out).orElseGet(() -> Path.of("data", "models", wanted.name()));
            report(wanted, pull.run(wanted, directory));
            return CommandLine.ExitCode.OK;
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        } finally {
            progress.finish();
        }
    }

    private Optional<String> token() {
        if (token.isBlank()) {
            return Optional.empty();
        }
        if (!TOKEN.matcher(token.strip()).matches()) {
            throw new IllegalArgumentException("HF_TOKEN: not shown (expected: printable characters without spaces)");
        }
        return Optional.of(token.strip());
    }

    private long maxFileBytes() {
        if (maxFileGib < 1 || maxFileGib > 1 << 12) {
            throw new IllegalArgumentException("--max-file-gib: " + maxFileGib + " (expected: 1.." + (1 << 12) + ")");
        }
        return maxFileGib * GIB;
    }

    /** Whether a person looks at a terminal that can redraw a line. */
    private static boolean isWatched() {
        return Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent();
    }

    private void report(HubRepository wanted, PullResult result) {
        PrintWriter writer = spec.commandLine().getOut();
        if (json) {
            writer.println(JsonMapper.shared().writeValueAsString(fields(wanted, result)));
        } else {
            writer.printf(
                    "%s: %d files, %d bytes, %d fetched, commit %s%n",
                    result.directory(), result.files().size(), result.bytes(), result.fetchedBytes(), result.commit());
        }
        writer.flush();
    }

    private static Map<String, Object> fields(HubRepository wanted, PullResult result) {
        List<Object> files = new ArrayList<>();
        for (PullResult.Entry entry : result.files()) {
            var file = new LinkedHashMap<String, Object>();
            file.put("name", entry.file().name());
            file.put("bytes", entry.file().size());
            file.put("fetched_bytes", entry.fetched());
            file.put(entry.file().hash().algorithm(), entry.file().hash().hex());
            files.add(file);
        }
        var fields = new LinkedHashMap<String, Object>();
        fields.put("repository", wanted.id());
        fields.put("revision", wanted.revision());
        fields.put("commit", result.commit());
        fields.put("directory", result.directory().toString());
        fields.put("bytes", result.bytes());
        fields.put("fetched_bytes", result.fetchedBytes());
        fields.put("files", files);
        return fields;
    }
}
