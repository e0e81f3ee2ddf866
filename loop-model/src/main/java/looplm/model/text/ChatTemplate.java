package looplm.model.text;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import looplm.model.checkpoint.CheckpointException;
import looplm.model.checkpoint.DirectoryFile;
import looplm.model.checkpoint.JsonFields;
import looplm.model.text.jinja.JinjaTemplate;
import looplm.model.text.jinja.value.JinjaException;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Renders a conversation as the prompt a model was trained on: by the checkpoint's own Jinja template in a sandbox, or by
 * the built-in ChatML where it brings none.
 *
 * <p>Threads: safe from anywhere.
 */
public final class ChatTemplate {

    /** The file of a model directory that may hold the template and {@code looplm_chat_turns}. */
    public static final String FILE = "tokenizer_config.json";

    /** The file of a model directory that holds the template alone; it wins. */
    public static final String TEMPLATE_FILE = "chat_template.jinja";

    /** Where transformers keeps templates beside the default one. */
    private static final String MORE_TEMPLATES = "additional_chat_templates";

    private static final String KEY = "chat_template";
    private static final String DEFAULT = "default";
    private static final String MORE_TOKENS = "additional_special_tokens";
    private static final List<String> SPECIAL_TOKENS =
            List.of("bos_token", "eos_token", "unk_token", "sep_token", "pad_token", "cls_token", "mask_token");

    private static final long MAX_TEMPLATE_BYTES = 1 << 20;
    private static final int MAX_TURNS = 1 << 20;

    private final Optional<JinjaTemplate> template;
    private final Map<String, Object> specialTokens;
    private final OptionalInt turns;
    private final Clock clock;

    private ChatTemplate(
            Optional<JinjaTemplate> template, Map<String, Object> specialTokens, OptionalInt turns, Clock clock) {
        this.template = template;
        this.specialTokens = Map.copyOf(specialTokens);
        this.turns = turns;
        this.clock = clock;
    }

    /** ChatML: every message between {@code <|im_start|>role} and {@code <|im_end|>}. */
    public static ChatTemplate chatMl() {
        return new ChatTemplate(Optional.empty(), Map.of(), OptionalInt.empty(), Clock.systemUTC());
    }

    /**
     * The template of a model directory: {@code chat_template.jinja}, else {@code chat_template} of {@code
     * tokenizer_config.json}, as transformers has it, else the built-in ChatML. Of several named ones it is the one named
     * {@code default}.
     *
     * @throws CheckpointException where the template uses what the sandbox does not offer, cannot render one user message, or
     *     none of several is the default
     */
    public static ChatTemplate load(Path directory) {
        return load(directory, Clock.systemUTC());
    }

    /** As {@link #load(Path)}, for a template that asks for the date. */
    static ChatTemplate load(Path directory, Clock clock) {
        Path file = directory.resolve(FILE);
        Optional<JsonFields> json = JsonFields.readIfPresent(file);
        Path own = directory.resolve(TEMPLATE_FILE);
        boolean ownFile = DirectoryFile.exists(own);
        Optional<JinjaTemplate> template = ownFile
                ? Optional.of(parsed(own, "", source(own)))
                : json.flatMap(ChatTemplate::source).map(source -> parsed(file, KEY + ": ", source));
        if (template.isEmpty() && DirectoryFile.exists(directory.resolve(MORE_TEMPLATES))) {
            throw new CheckpointException(
                    own, "missing beside " + MORE_TEMPLATES + " (expected: the default template)");
        }
        var loaded = new ChatTemplate(
                template,
                json.map(ChatTemplate::specialTokens).orElse(Map.of()),
                json.map(fields -> fields.optionalInteger("looplm_chat_turns", 1, MAX_TURNS))
                        .orElse(OptionalInt.empty()),
                clock);
        loaded.requireRenders(ownFile ? own : file, ownFile ? "" : KEY + ": ");
        return loaded;
    }

    /** A template that fails on the plainest conversation would fail on every request. It may refuse it in its own words. */
    private void requireRenders(Path file, String where) {
        try {
            render(List.of(new ChatTurn("user", "Hello")), true);
        } catch (ChatTemplateException e) {
            if (!e.isRefusal()) {
                throw new CheckpointException(file, where + e.getMessage(), e);
            }
        }
    }

    private static JinjaTemplate parsed(Path file, String where, String source) {
        try {
            return JinjaTemplate.parse(source);
        } catch (JinjaException e) {
            throw new CheckpointException(file, where + e.getMessage(), e);
        }
    }

    /** How many of the latest messages the template renders; empty where it renders all. */
    public OptionalInt turns() {
        return turns;
    }

    /**
     * Renders a conversation.
     *
     * @param addGenerationPrompt whether the assistant's next message is begun
     * @throws ChatTemplateException where the template refuses the conversation, with its own words
     */
    public String render(List<ChatTurn> conversation, boolean addGenerationPrompt) {
        return render(conversation, addGenerationPrompt, Thinking.AS_TEMPLATE);
    }

    /** As {@link #render(List, boolean)}, for a model that may think before it answers. */
    public String render(List<ChatTurn> conversation, boolean addGenerationPrompt, Thinking thinking) {
        if (template.isEmpty()) {
            return renderChatMl(conversation, addGenerationPrompt, thinking);
        }
        var variables = new LinkedHashMap<String, @Nullable Object>(specialTokens);
        // transformers passes them always
        variables.put("tools", null);
        variables.put("documents", null);
        variables.put(
                "messages", conversation.stream().map(ChatTemplate::message).toList());
        variables.put("add_generation_prompt", addGenerationPrompt);
        if (thinking != Thinking.AS_TEMPLATE) {
            variables.put("enable_thinking", thinking == Thinking.ON);
        }
        try {
            return template.get().render(variables, () -> LocalDateTime.now(clock));
        } catch (JinjaException e) {
            throw new ChatTemplateException(e);
        }
    }

    private static Map<String, Object> message(ChatTurn turn) {
        var message = new LinkedHashMap<String, Object>();
        message.put("role", turn.role());
        message.put("content", turn.content());
        return message;
    }

    private static String renderChatMl(List<ChatTurn> conversation, boolean addGenerationPrompt, Thinking thinking) {
        var prompt = new StringBuilder();
        for (ChatTurn turn : conversation) {
            prompt.append("<|im_start|>").append(turn.role()).append('\n');
            prompt.append(turn.content()).append("<|im_end|>\n");
        }
        prompt.append(addGenerationPrompt ? "<|im_start|>assistant\n" : "");
        boolean opensThought = addGenerationPrompt && thinking == Thinking.ON;
        return prompt.append(opensThought ? ThoughtfulAnswer.OPEN + "\n" : "").toString();
    }

    /** One template, or a list of named ones. */
    private static Optional<String> source(JsonFields json) {
        JsonNode value = json.node().path(KEY);
        if (!value.isArray()) {
            return json.text(KEY);
        }
        var names = new ArrayList<String>();
        for (JsonNode named : value.values()) {
            JsonFields entry = json.within(named);
            String name = entry.text("name").orElse("");
            if (name.equals(DEFAULT)) {
                return Optional.of(entry.text("template").orElseThrow(() -> entry.fault("template", "a template")));
            }
            names.add(name);
        }
        throw new CheckpointException(
                json.file(), KEY + ": templates " + names + " (expected: one named " + DEFAULT + ")");
    }

    private static String source(Path file) {
        try {
            return UTF_8.newDecoder()
                    .decode(ByteBuffer.wrap(JsonFields.readText(file, MAX_TEMPLATE_BYTES)))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new CheckpointException(file, "not UTF-8", e);
        }
    }

    /** A special token is a string, or an object with its content; there may be a list of more. */
    private static Map<String, Object> specialTokens(JsonFields json) {
        var tokens = new LinkedHashMap<String, Object>();
        for (String key : SPECIAL_TOKENS) {
            content(json.node().path(key)).ifPresent(token -> tokens.put(key, token));
        }
        List<String> more = json.node().path(MORE_TOKENS).values().stream()
                .map(ChatTemplate::content)
                .flatMap(Optional::stream)
                .toList();
        if (!more.isEmpty()) {
            tokens.put(MORE_TOKENS, more);
        }
        return tokens;
    }

    private static Optional<String> content(JsonNode token) {
        return (token.isObject() ? token.path("content") : token).stringValueOpt();
    }
}
