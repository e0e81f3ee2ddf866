package looplm.model.cli;

import java.io.PrintWriter;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.concurrent.Callable;
import looplm.model.text.ChatTemplate;
import looplm.model.text.ChatTurn;
import looplm.model.text.Tokenizer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code tokenize}: what a model reads of a text, and what ids say. */
@Command(
        name = "tokenize",
        mixinStandardHelpOptions = true,
        description = "Shows the token ids of a text, or the text of ids. Loads no weights.",
        footer = {
            "",
            "Example:",
            "  looplm tokenize --model models/looplm-nano --text \"Bob's boss's friend?\" --json",
            "",
            "--json prints {\"text\",\"ids\",\"tokens\"}; special tokens are shown."
        })
final class TokenizeCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private ModelOption model;

    @Mixin
    private JsonLine json;

    @ArgGroup(multiplicity = "1")
    private Input input;

    /** What is shown. */
    private static final class Input {

        @Option(names = "--text", required = true, paramLabel = "TEXT", description = "Text to encode.")
        private @Nullable String text;

        @Option(
                names = "--chat",
                required = true,
                paramLabel = "TEXT",
                description = "One user message, put into the chat template and encoded.")
        private @Nullable String chat;

        @Option(names = "--ids", required = true, split = ",", paramLabel = "ID", description = "Ids to decode.")
        private int @Nullable [] ids;
    }

    @Override
    public Integer call() {
        try (Tokenizer tokenizer = Tokenizer.load(model.directory())) {
            int[] ids = ids(tokenizer);
            List<String> tokens = Arrays.stream(ids)
                    .mapToObj(id -> tokenizer.decode(new int[] {id}))
                    .toList();
            String text = tokenizer.decode(ids);
            if (json.wanted()) {
                var result = new LinkedHashMap<String, Object>();
                result.put("text", text);
                result.put("ids", ids);
                result.put("tokens", tokens);
                json.print(result);
            } else {
                print(ids, tokens, text);
            }
        }
        return 0;
    }

    private int[] ids(Tokenizer tokenizer) {
        if (input.ids != null) {
            for (int id : input.ids) {
                if (id < 0 || id > tokenizer.largestId()) {
                    throw new IllegalArgumentException(
                            "--ids: " + id + " (expected: 0.." + tokenizer.largestId() + ")");
                }
            }
            return input.ids;
        }
        if (input.chat != null) {
            return tokenizer.encode(
                    ChatTemplate.load(model.directory()).render(List.of(new ChatTurn("user", input.chat)), true));
        }
        return tokenizer.encodePrompt(String.valueOf(input.text));
    }

    private void print(int[] ids, List<String> tokens, String text) {
        PrintWriter out = spec.commandLine().getOut();
        if (input.ids != null) {
            out.println(text);
        } else {
            for (int i = 0; i < ids.length; i++) {
                out.printf("%7d  %s%n", ids[i], shown(tokens.get(i)));
            }
            out.printf("%d tokens%n", ids.length);
        }
        out.flush();
    }

    /** A token on one line. */
    private static String shown(String token) {
        return token.replace("\n", "\\n").replace("\r", "\\r").replace("\t", "\\t");
    }
}
