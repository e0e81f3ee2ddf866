package looplm.inference.http;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import looplm.inference.admission.TextCodec;
import looplm.inference.engine.token.TokenDetails;
import looplm.inference.engine.token.TokenDetails.LikelyToken;
import looplm.inference.engine.token.TokenDetails.StepDetails;
import looplm.inference.engine.token.TokenEvent.Token;
import looplm.inference.engine.token.TokenReport;
import looplm.wire.openai.ChatLogprobs;
import looplm.wire.openai.CompletionLogprobs;
import looplm.wire.openai.TokenTrace;
import org.jspecify.annotations.Nullable;

/**
 * What is told of tokens beside their text, as JSON records.
 *
 * @param report what the request asked for
 */
record TokenTelling(TextCodec text, TokenReport report) {

    /** JSON has no infinity; this is what OpenAI's servers write for a token that cannot come. */
    private static final double IMPOSSIBLE = -9999;

    @Nullable
    ChatLogprobs chat(List<Token> tokens) {
        return report.logProbabilities()
                ? new ChatLogprobs(tokens.stream().map(this::chatToken).toList())
                : null;
    }

    private ChatLogprobs.Token chatToken(Token token) {
        TokenDetails details = details(token);
        return new ChatLogprobs.Token(
                text.token(token.id()),
                finite(details.logProbability()),
                ChatLogprobs.bytes(text.bytes(token.id())),
                details.top().stream().map(this::chatTop).toList());
    }

    private ChatLogprobs.Top chatTop(LikelyToken likely) {
        return new ChatLogprobs.Top(
                text.token(likely.id()), finite(likely.logProbability()), ChatLogprobs.bytes(text.bytes(likely.id())));
    }

    @Nullable
    CompletionLogprobs completion(List<Token> tokens) {
        if (!report.logProbabilities()) {
            return null;
        }
        var strings = new ArrayList<String>();
        var offsets = new ArrayList<Integer>();
        int offset = 0;
        for (Token token : tokens) {
            strings.add(text.token(token.id()));
            offsets.add(offset);
            offset += strings.getLast().length();
        }
        return new CompletionLogprobs(
                strings,
                tokens.stream()
                        .map(token -> finite(details(token).logProbability()))
                        .toList(),
                tokens.stream().map(token -> tops(details(token))).toList(),
                offsets);
    }

    private Map<String, Double> tops(TokenDetails details) {
        var tops = new LinkedHashMap<String, Double>();
        details.top().forEach(likely -> tops.putIfAbsent(text.token(likely.id()), finite(likely.logProbability())));
        return tops;
    }

    @Nullable
    List<TokenTrace> trace(List<Token> tokens) {
        return report.trace() ? tokens.stream().map(this::trace).toList() : null;
    }

    private TokenTrace trace(Token token) {
        List<StepDetails> steps = details(token).steps();
        return new TokenTrace(
                token.id(),
                text.token(token.id()),
                token.exitStep(),
                IntStream.range(0, steps.size())
                        .mapToObj(i -> step(i + 1, steps.get(i)))
                        .toList());
    }

    private TokenTrace.Step step(int step, StepDetails details) {
        return new TokenTrace.Step(
                step,
                details.exitProbability(),
                details.cdf(),
                details.top().stream()
                        .map(likely -> new TokenTrace.Top(
                                likely.id(), text.token(likely.id()), finite(likely.logProbability())))
                        .toList());
    }

    private static TokenDetails details(Token token) {
        TokenDetails details = token.details();
        if (details == null) {
            throw new IllegalStateException("token " + token.id() + ": no details (expected: those asked for)");
        }
        return details;
    }

    private static double finite(double logProbability) {
        return Math.max(IMPOSSIBLE, logProbability);
    }
}
