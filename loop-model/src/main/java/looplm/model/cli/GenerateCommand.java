package looplm.model.cli;

import java.io.PrintWriter;
import java.security.SecureRandom;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import looplm.model.GeneratedToken;
import looplm.model.Generation;
import looplm.model.GenerationRequest;
import looplm.model.SerialGenerator;
import looplm.model.TextModel;
import looplm.model.cache.KvPolicy;
import looplm.model.checkpoint.GenerationDefaults;
import looplm.model.exit.ExitPolicy;
import looplm.model.sample.SamplingParams;
import looplm.model.text.ChatTurn;
import looplm.model.text.StreamingDecoder;
import looplm.model.text.Thinking;
import looplm.model.text.ThoughtfulAnswer;
import looplm.model.text.Tokenizer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code generate}: one answer from the serial generator, streamed as text or told as JSON. */
@Command(
        name = "generate",
        mixinStandardHelpOptions = true,
        description = "Generates one answer with the serial generator.",
        footer = {
            "",
            "Example:",
            "  looplm generate --model models/looplm-nano --chat \"Who is Bob's boss's friend?\" --json",
            "",
            "--json prints {\"text\",\"ids\",\"exit_steps\",\"mean_steps\",\"logprobs\"}:",
            "generated tokens only, exit steps from 1 with the first token's included;",
            "mean_steps counts the tokens after the first. With --thinking also \"thoughts\" and \"answer\"."
        })
final class GenerateCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private ModelOption model;

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

    @Option(
            names = "--temperature",
            paramLabel = "X",
            description = "0 is greedy. Default: what generation_config.json says, greedy where it says nothing.")
    private @Nullable Double temperature;

    @Option(
            names = "--top-p",
            paramLabel = "P",
            description = "Keep the likeliest tokens of this mass. Default: alike.")
    private @Nullable Double topP;

    @Option(names = "--top-k", paramLabel = "K", description = "Keep this many likeliest tokens. Default: alike.")
    private @Nullable Integer topK;

    @Option(names = "--seed", paramLabel = "S", description = "Of the random numbers. Default: drawn.")
    private @Nullable Long seed;

    @Mixin
    private PlacementOptions placement = new PlacementOptions();

    @Option(
            names = "--thinking",
            negatable = true,
            description = "With --chat: let a Thinking model think first (enable_thinking of its template), or not.")
    private @Nullable Boolean thinking;

    @Mixin
    private JsonLine json;

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

        @Option(
                names = "--hidden-difference",
                required = true,
                paramLabel = "X",
                description = "Leave once a step changes the state by at most X, root mean square.")
        private @Nullable Float difference;

        @Option(
                names = "--weighted",
                required = true,
                description = "Run all steps and read the states averaged by the exit distribution.")
        private boolean weighted;
    }

    @Override
    public Integer call() {
        try (TextModel text = TextModel.load(model.directory(), placement.placement())) {
            GenerationRequest request = request(text);
            String prompted = promptText(text);
            int[] prompt = ids(text.tokenizer(), prompted);
            if (json.wanted()) {
                Generation answer = new SerialGenerator(text.model()).generate(prompt, request, (token, logits) -> {});
                print(text, answer, prompted);
                return CommandLine.ExitCode.OK;
            }
            return stream(text, prompt, request);
        } catch (OutputClosedException e) {
            return CommandLine.ExitCode.SOFTWARE;
        }
    }

    private int[] ids(Tokenizer tokenizer, String prompted) {
        if (input.ids != null) {
            return input.ids;
        }
        return input.chat != null ? tokenizer.encode(prompted) : tokenizer.encodePrompt(prompted);
    }

    private GenerationRequest request(TextModel text) {
        ExitPolicy exit = exit(text);
        try {
            SamplingParams sampling = sampling(text.defaults());
            Set<Integer> end =
                    ignoreEos ? Set.of() : new HashSet<>(text.defaults().eosTokenIds());
            return new GenerationRequest(exit, kv, sampling, maxTokens, end);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }

    /** The checkpoint's own way where nothing is asked for; a seed is told, so that the answer can be had again. */
    private SamplingParams sampling(GenerationDefaults defaults) {
        double heat = temperature != null ? temperature : defaults.sampled() ? defaults.temperature() : 0;
        if (heat == 0) {
            return SamplingParams.GREEDY;
        }
        var sampling = new SamplingParams(
                heat,
                topP != null ? topP : defaults.sampled() ? defaults.topP() : 1,
                topK != null ? topK : defaults.sampled() ? defaults.topK() : 0,
                seed != null ? seed : new SecureRandom().nextLong());
        if (seed == null) {
            spec.commandLine().getErr().println("seed: " + sampling.seed());
            spec.commandLine().getErr().flush();
        }
        return sampling;
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
        if (depth.difference != null) {
            if (!(depth.difference >= 0)) {
                throw usage("--hidden-difference: " + depth.difference + " (expected: 0 or above)");
            }
            return new ExitPolicy.HiddenDifference(depth.difference, 1, trained);
        }
        return depth.weighted ? new ExitPolicy.Weighted(trained) : text.defaultExit();
    }

    /** The text that is continued; of ids it is not needed. */
    private String promptText(TextModel text) {
        if (input.chat != null) {
            return text.chatTemplate().render(List.of(new ChatTurn("user", input.chat)), true, thinking());
        }
        if (thinking != null) {
            throw usage("--thinking: without --chat (expected: --chat TEXT)");
        }
        return input.prompt != null ? input.prompt : "";
    }

    private Thinking thinking() {
        if (thinking == null) {
            return Thinking.AS_TEMPLATE;
        }
        return thinking ? Thinking.ON : Thinking.OFF;
    }

    /** As it grows. Nobody reads on where a pipe was closed ({@code | head}): then it ends, without a word. */
    private int stream(TextModel text, int[] prompt, GenerationRequest request) {
        PrintWriter out = spec.commandLine().getOut();
        StreamingDecoder decoder = text.tokenizer().streamingDecoder();
        new SerialGenerator(text.model()).generate(prompt, request, (token, logits) -> {
            out.print(decoder.push(token.id()));
            if (out.checkError()) {
                throw new OutputClosedException();
            }
        });
        out.println(decoder.finish());
        return out.checkError() ? CommandLine.ExitCode.SOFTWARE : CommandLine.ExitCode.OK;
    }

    private void print(TextModel text, Generation generation, String prompted) {
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
        if (thinking != null) {
            String whole = text.tokenizer().decodeVisible(generation.ids());
            ThoughtfulAnswer taken = ThoughtfulAnswer.of(prompted, whole);
            result.put("thoughts", taken.thoughts().orElse(null));
            result.put("answer", taken.answer());
        }
        json.print(result);
    }

    private ParameterException usage(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    private static final class OutputClosedException extends RuntimeException {

        private static final long serialVersionUID = 1;
    }
}
