package looplm.inference.http;

import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/** Requests with one field that is wrong, and the exact words that a client gets for each. */
final class RefusedFields {

    static final String CHAT = "/v1/chat/completions";
    static final String MESSAGES = "\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]";

    private static final String COMPLETIONS = "/v1/completions";

    private RefusedFields() {}

    private static Arguments chat(String fields, int status, String code, String param, String message) {
        return Arguments.of(CHAT, "{\"model\":\"tiny\"," + MESSAGES + "," + fields + "}", status, code, param, message);
    }

    private static Arguments completion(String fields, int status, String code, String param, String message) {
        return Arguments.of(COMPLETIONS, "{\"model\":\"tiny\"," + fields + "}", status, code, param, message);
    }

    private static Arguments chatField(String fields, String param, String message) {
        return chat(fields, 400, "invalid_value", param, message);
    }

    private static Arguments unsupported(String fields, String param, String message) {
        return chat(fields, 400, "unsupported_value", param, message + ", no other value is supported");
    }

    /** Path, body, status, code, param and message of each. */
    static Stream<Arguments> all() {
        return Stream.of(
                        malformed(),
                        models(),
                        messages(),
                        prompts(),
                        depths(),
                        lengths(),
                        sampling(),
                        unsupportedFields(),
                        details(),
                        types())
                .flatMap(cases -> cases);
    }

    private static Stream<Arguments> malformed() {
        String beyond = "body: nested too deep, or a number too long (expected: at most 500 levels and 1000 digits)";
        String notOne = "body: not one JSON object (at line 1, column %d)";
        return Stream.of(
                Arguments.of(CHAT, "{\"model\":", 400, "invalid_json", null, notOne.formatted(10)),
                Arguments.of(CHAT, "hello", 400, "invalid_json", null, notOne.formatted(1)),
                Arguments.of(CHAT, "[]", 400, "invalid_json", null, notOne.formatted(1)),
                Arguments.of(CHAT, "{\"model\":NaN}", 400, "invalid_json", null, notOne.formatted(13)),
                Arguments.of(CHAT, "{} {}", 400, "invalid_json", null, notOne.formatted(4)),
                Arguments.of(
                        CHAT, "", 400, "invalid_json", null, "body: missing or unreadable (expected: a JSON object)"),
                Arguments.of(
                        CHAT,
                        "null",
                        400,
                        "invalid_json",
                        null,
                        "body: missing or unreadable (expected: a JSON object)"),
                Arguments.of(CHAT, "{\"logit_bias\":" + "[".repeat(2000), 400, "invalid_json", null, beyond),
                chat("\"max_tokens\":" + "1".repeat(2000), 400, "invalid_json", null, beyond),
                chat("\"seed\":1,\"seed\":2", 400, "invalid_json", null, "body: a field twice (at line 1, column 76)"));
    }

    private static Stream<Arguments> models() {
        return Stream.of(
                Arguments.of(
                        CHAT, "{" + MESSAGES + "}", 400, "invalid_value", "model", "model: missing (expected: tiny)"),
                Arguments.of(
                        CHAT,
                        "{\"model\":\"gpt-5\"," + MESSAGES + "}",
                        404,
                        "model_not_found",
                        "model",
                        "model: gpt-5 (expected: tiny)"),
                Arguments.of(
                        COMPLETIONS,
                        "{\"model\":\"Tiny\",\"prompt\":\"a\"}",
                        404,
                        "model_not_found",
                        "model",
                        "model: Tiny (expected: tiny)"));
    }

    private static Stream<Arguments> messages() {
        return Stream.of(
                Arguments.of(
                        CHAT,
                        "{\"model\":\"tiny\"}",
                        400,
                        "invalid_value",
                        "messages",
                        "messages: missing (expected: at least one message)"),
                Arguments.of(
                        CHAT,
                        "{\"model\":\"tiny\",\"messages\":[]}",
                        400,
                        "invalid_value",
                        "messages",
                        "messages: [] (expected: at least one message)"),
                messages("[null]", "messages[0]", "messages[0]: missing (expected: a message)"),
                messages(
                        "[{\"content\":\"x\"}]",
                        "messages[0].role",
                        "messages[0].role: missing (expected: system, developer, user or assistant)"),
                messages(
                        "[{\"role\":\"user\",\"content\":\"x\"},{\"role\":\"tool\",\"content\":\"x\"}]",
                        "messages[1].role",
                        "messages[1].role: tool (expected: system, developer, user or assistant)"),
                messages(
                        "[{\"role\":\"user\"}]",
                        "messages[0].content",
                        "messages[0].content: missing (expected: a string or a list of text parts)"),
                messages(
                        "[{\"role\":\"user\",\"content\":7}]",
                        "messages[0].content",
                        "messages[0].content: not text (expected: a string or a list of parts)"),
                messages(
                        "[{\"role\":\"user\",\"content\":[{\"type\":\"image_url\"}]}]",
                        "messages[0].content",
                        "messages[0].content: a part that is not text (expected: {\"type\":\"text\",\"text\":\"...\"})"),
                messages(
                        "[{\"role\":\"user\",\"content\":\"a\\ud800b\"}]",
                        "messages[0].content",
                        "messages[0].content: half a surrogate pair at character 1 (expected: Unicode text)"));
    }

    private static Arguments messages(String messages, String param, String message) {
        return Arguments.of(
                CHAT, "{\"model\":\"tiny\",\"messages\":" + messages + "}", 400, "invalid_value", param, message);
    }

    private static Stream<Arguments> prompts() {
        String expected = "(expected: at most 255, one less than the model's context of 256)";
        return Stream.of(
                Arguments.of(
                        COMPLETIONS,
                        "{\"model\":\"tiny\"}",
                        400,
                        "invalid_value",
                        "prompt",
                        "prompt: missing (expected: a string or a list of token ids)"),
                completion(
                        "\"prompt\":\"\"",
                        400,
                        "invalid_value",
                        "prompt",
                        "prompt: no tokens (expected: at least one token)"),
                completion(
                        "\"prompt\":[97,259]", 400, "invalid_value", "prompt[1]", "prompt[1]: 259 (expected: 0..258)"),
                completion(
                        "\"prompt\":[\"a\",\"b\"]",
                        400,
                        "invalid_value",
                        "prompt",
                        "prompt: not one prompt (expected: a string or a list of token ids)"),
                completion(
                        "\"prompt\":\"" + "x".repeat(256) + "\"",
                        400,
                        "context_length_exceeded",
                        "prompt",
                        "prompt: 256 tokens " + expected),
                Arguments.of(
                        CHAT,
                        "{\"model\":\"tiny\",\"messages\":[{\"role\":\"user\",\"content\":\"" + "x".repeat(1000)
                                + "\"}]}",
                        400,
                        "context_length_exceeded",
                        "messages",
                        "messages: 1019 tokens " + expected));
    }

    private static Stream<Arguments> depths() {
        return Stream.of(
                chatField("\"loop\":{\"max_steps\":0}", "loop.max_steps", "loop.max_steps: 0 (expected: 1..4)"),
                chatField("\"loop\":{\"max_steps\":5}", "loop.max_steps", "loop.max_steps: 5 (expected: 1..4)"),
                chatField("\"loop\":{\"min_steps\":0}", "loop.min_steps", "loop.min_steps: 0 (expected: 1..4)"),
                chatField(
                        "\"loop\":{\"min_steps\":3,\"max_steps\":2}",
                        "loop.min_steps",
                        "loop.min_steps: 3 (expected: 1..2)"),
                chatField(
                        "\"loop\":{\"exit_threshold\":0}",
                        "loop.exit_threshold",
                        "loop.exit_threshold: 0.0 (expected: above 0, at most 1)"),
                chatField(
                        "\"loop\":{\"exit_threshold\":1.5}",
                        "loop.exit_threshold",
                        "loop.exit_threshold: 1.5 (expected: above 0, at most 1)"),
                chatField(
                        "\"loop\":{\"exit_threshold\":-0.1}",
                        "loop.exit_threshold",
                        "loop.exit_threshold: -0.1 (expected: above 0, at most 1)"),
                chatField(
                        "\"loop\":{\"max_step\":1}",
                        "loop.max_step",
                        "loop.max_step: unknown field (expected: exit_threshold, max_steps, min_steps, trace)"),
                chatField("\"loop\":3", "loop", "loop: wrong type (expected: an object)"),
                chatField(
                        "\"reasoning_effort\":\"maximal\"",
                        "reasoning_effort",
                        "reasoning_effort: maximal (expected: one of none, minimal, low, medium, high, xhigh, max)"));
    }

    private static Stream<Arguments> lengths() {
        return Stream.of(
                chatField("\"max_tokens\":0", "max_tokens", "max_tokens: 0 (expected: 1 or more)"),
                chatField(
                        "\"max_completion_tokens\":-1",
                        "max_completion_tokens",
                        "max_completion_tokens: -1 (expected: 1 or more)"),
                chatField(
                        "\"max_tokens\":3,\"max_completion_tokens\":4",
                        "max_tokens",
                        "max_tokens: 3 (expected: max_completion_tokens, or only one of the two)"),
                chatField("\"min_tokens\":-1", "min_tokens", "min_tokens: -1 (expected: 0..256)"),
                chatField("\"max_tokens\":3,\"min_tokens\":4", "min_tokens", "min_tokens: 4 (expected: 0..3)"),
                chatField(
                        "\"min_tokens\":250",
                        "min_tokens",
                        "min_tokens: 250 (expected: 0..235, the tokens that fit the context)"),
                chatField("\"stop\":[\"a\",\"b\",\"c\",\"d\",\"e\"]", "stop", "stop: 5 texts (expected: at most 4)"),
                chatField("\"stop\":\"\"", "stop", "stop: a text of 0 characters (expected: 1..256)"),
                chatField(
                        "\"stop\":\"" + "s".repeat(257) + "\"",
                        "stop",
                        "stop: a text of 257 characters (expected: 1..256)"),
                chatField("\"stop\":7", "stop", "stop: not text (expected: a string or a list of strings)"),
                chatField("\"stop\":[null]", "stop", "stop: not text (expected: a string or a list of strings)"),
                chatField(
                        "\"stream_options\":{\"include_usage\":true}",
                        "stream_options",
                        "stream_options: given (expected: none unless stream is true)"));
    }

    private static Stream<Arguments> sampling() {
        return Stream.of(
                chatField("\"temperature\":-0.1", "temperature", "temperature: -0.1 (expected: 0..2)"),
                chatField("\"temperature\":1e999", "temperature", "temperature: Infinity (expected: 0..2)"),
                chatField("\"temperature\":2.1", "temperature", "temperature: 2.1 (expected: 0..2)"),
                chatField("\"top_p\":0", "top_p", "top_p: 0.0 (expected: above 0, at most 1)"),
                chatField("\"top_p\":1.01", "top_p", "top_p: 1.01 (expected: above 0, at most 1)"),
                chatField("\"top_k\":-2", "top_k", "top_k: -2 (expected: 1 or more, or 0 or -1 for all tokens)"));
    }

    private static Stream<Arguments> unsupportedFields() {
        return Stream.of(
                unsupported("\"tools\":[{\"type\":\"function\"}]", "tools", "tools: given (expected: none)"),
                unsupported(
                        "\"response_format\":{\"type\":\"json_object\"}",
                        "response_format",
                        "response_format: given (expected: {\"type\":\"text\"})"),
                completionUnsupported("\"best_of\":2", "best_of", "best_of: 2 (expected: 1, which is n)"),
                completionUnsupported("\"echo\":true", "echo", "echo: true (expected: false)"),
                completionUnsupported("\"suffix\":\"x\"", "suffix", "suffix: given (expected: none)"));
    }

    private static Stream<Arguments> details() {
        return Stream.of(
                chatField("\"n\":0", "n", "n: 0 (expected: 1..8)"),
                chatField("\"n\":9", "n", "n: 9 (expected: 1..8)"),
                chatField(
                        "\"top_logprobs\":3", "top_logprobs", "top_logprobs: 3 (expected: 0 unless logprobs is true)"),
                chatField(
                        "\"logprobs\":true,\"top_logprobs\":21", "top_logprobs", "top_logprobs: 21 (expected: 0..20)"),
                completion(
                        "\"prompt\":\"a\",\"logprobs\":-1",
                        400,
                        "invalid_value",
                        "logprobs",
                        "logprobs: -1 (expected: 0..20)"),
                chatField("\"presence_penalty\":2.5", "presence_penalty", "presence_penalty: 2.5 (expected: -2..2)"),
                chatField(
                        "\"frequency_penalty\":-2.5", "frequency_penalty", "frequency_penalty: -2.5 (expected: -2..2)"),
                chatField(
                        "\"repetition_penalty\":0",
                        "repetition_penalty",
                        "repetition_penalty: 0.0 (expected: above 0, at most 10)"),
                chatField("\"min_p\":1.5", "min_p", "min_p: 1.5 (expected: 0..1)"),
                chatField(
                        "\"logit_bias\":[]",
                        "logit_bias",
                        "logit_bias: given (expected: an object of token ids and numbers)"),
                chatField("\"logit_bias\":{\"259\":1}", "logit_bias", "logit_bias: 259 (expected: token ids 0..258)"),
                chatField("\"logit_bias\":{\"x\":1}", "logit_bias", "logit_bias: x (expected: token ids 0..258)"),
                chatField(
                        "\"logit_bias\":{\"5\":101}",
                        "logit_bias.5",
                        "logit_bias.5: 101 (expected: a number, -100..100)"),
                chatField(
                        "\"logit_bias\":{\"5\":\"1\"}",
                        "logit_bias.5",
                        "logit_bias.5: 1 (expected: a number, -100..100)"));
    }

    private static Arguments completionUnsupported(String field, String param, String message) {
        return completion(
                "\"prompt\":\"a\"," + field,
                400,
                "unsupported_value",
                param,
                message + ", no other value is supported");
    }

    private static Stream<Arguments> types() {
        return Stream.of(
                chatField("\"max_tokens\":\"7\"", "max_tokens", "max_tokens: wrong type (expected: an integer)"),
                chatField("\"max_tokens\":1.7", "max_tokens", "max_tokens: wrong type (expected: an integer)"),
                chatField("\"max_tokens\":true", "max_tokens", "max_tokens: wrong type (expected: an integer)"),
                chatField(
                        "\"max_tokens\":99999999999", "max_tokens", "max_tokens: out of range (expected: an integer)"),
                chatField("\"temperature\":\"1\"", "temperature", "temperature: wrong type (expected: a number)"),
                chatField("\"stream\":\"true\"", "stream", "stream: wrong type (expected: true or false)"),
                chatField("\"stream\":1", "stream", "stream: wrong type (expected: true or false)"),
                chatField("\"seed\":1.5", "seed", "seed: wrong type (expected: a 64-bit integer)"),
                chatField(
                        "\"loop\":{\"max_steps\":\"2\"}",
                        "loop.max_steps",
                        "loop.max_steps: wrong type (expected: an integer)"),
                chatField(
                        "\"loop\":{\"max_steps\":2.5}",
                        "loop.max_steps",
                        "loop.max_steps: wrong type (expected: an integer)"),
                chatField(
                        "\"reasoning_effort\":3",
                        "reasoning_effort",
                        "reasoning_effort: wrong type (expected: a string)"),
                Arguments.of(
                        CHAT,
                        "{\"model\":\"tiny\",\"messages\":\"hi\"}",
                        400,
                        "invalid_value",
                        "messages",
                        "messages: wrong type (expected: a list)"),
                Arguments.of(
                        CHAT,
                        "{\"model\":\"tiny\",\"messages\":[\"hi\"]}",
                        400,
                        "invalid_value",
                        "messages[0]",
                        "messages[0]: wrong type (expected: an object)"),
                Arguments.of(
                        CHAT,
                        "{\"model\":7}",
                        400,
                        "invalid_value",
                        "model",
                        "model: wrong type (expected: a string)"));
    }
}
