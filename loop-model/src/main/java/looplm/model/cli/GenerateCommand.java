package looplm.model.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import looplm.model.GeneratedToken;
import looplm.model.Generation;
import looplm.model.GenerationRequest;
import looplm.model.SerialGenerator;
import looplm.model.TextModel;
import looplm.model.cache.KvPolicy;
import looplm.model.exit.ExitPolicy;
import looplm.model.sample.SamplingParams;
import looplm.model.text.ChatTurn;
import looplm.model.text.StreamingDecoder;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

/** {@code generate}: one answer from the serial generator, streamed as text or told as JSON. */
@Command(
        name = "generate",
        mixinStandardHelpOptions = true,
        description = "Generates one answer with the serial generator.",
        footer = {
            "",
            "Example:",
            "  looplm generate --model models/looplm-nano --prompt \"bob boss friend\" --json",
            "",
            "--json prints {\"text\",\"ids\",\"exit_steps\",\"mean_steps\",\"logprobs\"}:",
            "generated tokens only, exit steps from 1 with the first token's included;",
            "mean_steps counts the tokens after the first."
        })
final class GenerateCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Option(names = "--model", required = true, paramLabel = "DIR", description = "Hugging Face model directory.")
    private Path model;

    @ArgGroup(multiplicity = "1")
    private Input input;

    @Option(names = "--max-tokens", paramLabel = "N", defaultValue = "128", description = "Default: ${DEFAULT-VALUE}.")
    private int maxTokens;

    @Option(names = "--ignore-eos", description = "Run on past end tokens.")
    private boolean ignoreEos;

    @ArgGroup
    private Depth depth = new Depth();

    @Option(
            names = "--kv",
            paramLabel = "POLICY",
            defaultValue = "LAST_EXITED",
            description =
                    "What finished tokens leave in the cache: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
    private KvPolicy kv;

    @Option(names = "--temperature", paramLabel = "X", defaultValue = "0", description = "0 is greedy, the default.")
    private double temperature;

    @Option(names = "--seed", paramLabel = "S", description = "Of the random numbers. Default: drawn.")
    private @Nullable Long seed;

    @Mixin
    private PlacementOptions placement = new PlacementOptions();

    @Option(names = "--json", description = "One JSON object on standard output.")
    private boolean json;

    /** What is continued. */
    private static final class Input {

        @Option(names = "--prompt", required = true, paramLabel = "TEXT", description = "Text to continue.")
        private @Nullable String prompt;

        @Option(names = "--chat", required = true, paramLabel = "TEXT", description = "One user message to answer.")
        private @Nullable String chat;

        @Option(
                names = "--ids",
                required = true,
                split = ",",
                paramLabel = "ID",
                description = "Token ids to continue.")
        private int @Nullable [] ids;
    }

    /** How deep tokens go; neither option: what the checkpoint asks for. */
    private static final class Depth {

        @Option(names = "--steps", required = true, paramLabel = "N", description = "Recurrent steps of every token.")
        private @Nullable Integer steps;

        @Option(
                names = "--exit-threshold",
                required = true,
                paramLabel = "Q",
                description = "Leave once the exit distribution has reached Q, above 0, at most 1.")
        private @Nullable Float threshold;
    }

    @Override
    public Integer call() {
        try (TextModel text = TextModel.load(model, placement.placement())) {
            GenerationRequest request = request(text);
            int[] prompt = prompt(text);
            if (json) {
                print(text, new SerialGenerator(text.model()).generate(prompt, request, (token, logits) -> {}));
            } else {
                stream(text, prompt, request);
            }
        }
        return 0;
    }

    private GenerationRequest request(TextModel text) {
        ExitPolicy exit = exit(text);
        try {
            var sampling = new SamplingParams(
                    temperature, 1, 0, Optional.ofNullable(seed).orElseGet(() -> new SecureRandom().nextLong()));
            Set<Integer> end =
                    ignoreEos ? Set.of() : new HashSet<>(text.defaults().eosTokenIds());
            return new GenerationRequest(exit, kv, sampling, maxTokens, end);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }

    private ExitPolicy exit(TextModel text) {
        int trained = text.model().config().recurrentSteps();
        if (depth.steps != null) {
            if (depth.steps < 1 || depth.steps > 2 * trained) {
                throw usage("--steps: " + depth.steps + " (expected: 1.." + 2 * trained
                        + ", up to twice the trained steps)");
            }
            return new ExitPolicy.FixedSteps(depth.steps);
        }
        if (depth.threshold != null) {
            if (!(depth.threshold > 0 && depth.threshold <= 1)) {
                throw usage("--exit-threshold: " + depth.threshold + " (expected: above 0, at most 1)");
            }
            return new ExitPolicy.CumulativeThreshold(depth.threshold, 1, trained);
        }
        return text.defaultExit();
    }

    private int[] prompt(TextModel text) {
        int[] ids = input.ids;
        if (ids != null) {
            return ids;
        }
        if (input.chat != null) {
            return text.tokenizer().encode(text.chatTemplate().render(List.of(new ChatTurn("user", input.chat)), true));
        }
        return text.tokenizer().encode(String.valueOf(input.prompt));
    }

    private void stream(TextModel text, int[] prompt, GenerationRequest request) {
        PrintWriter out = spec.commandLine().getOut();
        StreamingDecoder decoder = text.tokenizer().streamingDecoder();
        new SerialGenerator(text.model()).generate(prompt, request, (token, logits) -> {
            out.print(decoder.push(token.id()));
            out.flush();
        });
        out.println(decoder.finish());
        out.flush();
    }

    private void print(TextModel text, Generation generation) {
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("text", text.tokenizer().decodeVisible(generation.ids()));
        result.put("ids", generation.ids());
        result.put(
                "exit_steps",
                generation.tokens().stream().map(GeneratedToken::exitStep).toList());
        result.put(
                "mean_steps",
                generation.meanSteps().isPresent() ? generation.meanSteps().getAsDouble() : null);
        result.put(
                "logprobs",
                generation.tokens().stream().map(GeneratedToken::logProbability).toList());
        PrintWriter out = spec.commandLine().getOut();
        out.println(JsonMapper.shared().writeValueAsString(result));
        out.flush();
    }

    private ParameterException usage(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
