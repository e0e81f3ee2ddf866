package looplm.model.text;

import com.hubspot.jinjava.Jinjava;
import com.hubspot.jinjava.JinjavaConfig;
import com.hubspot.jinjava.LegacyOverrides;
import com.hubspot.jinjava.interpret.Context;
import com.hubspot.jinjava.interpret.Context.Library;
import com.hubspot.jinjava.interpret.RenderResult;
import com.hubspot.jinjava.interpret.TemplateError;
import com.hubspot.jinjava.lib.fn.ELFunctionDefinition;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A Jinja template from a stranger, rendered over plain maps, lists and strings.
 *
 * <p>Three walls: only the tags, filters and functions named here exist; properties and methods are looked up by {@link
 * PlainValueResolver}, which knows no Java object, so reflection is out of reach; sizes, depth and ranges are bounded.
 */
final class JinjaSandbox {

    private static final int MAX_TEMPLATE_CHARS = 1 << 18;
    private static final int MAX_OUTPUT_CHARS = 1 << 24;
    private static final int MAX_ELEMENTS = 1 << 16;
    private static final int MAX_DEPTH = 32;

    /** Jinjava's own variables, the interpreter among them, start with this. */
    private static final String INTERNAL_PREFIX = "____";

    private static final Set<String> TAGS = Set.of(
            "if",
            "elif",
            "else",
            "endif",
            "for",
            "endfor",
            "set",
            "endset",
            "break",
            "continue",
            "raw",
            "endraw",
            "macro",
            "endmacro",
            "call",
            "endcall");
    private static final Set<String> FILTERS = Set.of(
            "trim",
            "upper",
            "lower",
            "length",
            "count",
            "first",
            "last",
            "join",
            "replace",
            "default",
            "string",
            "int",
            "list",
            "reverse",
            "title",
            "capitalize",
            "indent",
            "safe",
            "rejectattr",
            "selectattr",
            "map");
    private static final Set<String> FUNCTIONS = Set.of(":range", ":namespace");

    private final String source;
    private final Jinjava engine;

    private JinjaSandbox(String source, Jinjava engine) {
        this.source = source;
        this.engine = engine;
    }

    /**
     * @throws ChatTemplateException where the template is too long or reaches for the engine's insides
     */
    static JinjaSandbox of(String source) {
        if (source.length() > MAX_TEMPLATE_CHARS) {
            throw new ChatTemplateException(
                    source.length() + " characters (expected: at most " + MAX_TEMPLATE_CHARS + ")");
        }
        if (source.contains(INTERNAL_PREFIX)) {
            throw new ChatTemplateException("\"" + INTERNAL_PREFIX + "\" (expected: names of the conversation only)");
        }
        var sandbox = new JinjaSandbox(source, engine());
        sandbox.requireKnownParts();
        return sandbox;
    }

    /**
     * @param variables strings, booleans, and maps and lists of them
     * @throws ChatTemplateException with the template's own refusal or the reason it cannot be rendered
     */
    String render(Map<String, ?> variables) {
        RenderResult result = engine.renderForResult(source, variables);
        List<TemplateError> errors = result.getErrors();
        if (!errors.isEmpty()) {
            throw new ChatTemplateException(describe(errors.getFirst()));
        }
        return result.getOutput();
    }

    /** Called by templates as {@code raise_exception('...')}. */
    public static Object raiseException(String message) {
        throw new ChatTemplateException(message);
    }

    private static Jinjava engine() {
        var engine = new Jinjava(config(Map.of()));
        Context context = engine.getGlobalContext();
        var disabled = Map.of(
                Library.TAG, others(context.getAllTags(), tag -> tag.getName(), TAGS),
                Library.FILTER, others(context.getAllFilters(), filter -> filter.getName(), FILTERS),
                Library.FUNCTION, others(context.getAllFunctions(), function -> function.getName(), FUNCTIONS));
        var sandbox = new Jinjava(config(disabled));
        sandbox.getGlobalContext()
                .registerFunction(new ELFunctionDefinition(
                        "", "raise_exception", JinjaSandbox.class, "raiseException", String.class));
        return sandbox;
    }

    private static JinjavaConfig config(Map<Library, Set<String>> disabled) {
        return JinjavaConfig.newBuilder()
                .withDisabled(disabled)
                .withElResolver(new PlainValueResolver())
                .withTrimBlocks(true)
                .withLstripBlocks(true)
                .withKeepTrailingNewline(true)
                .withNestedInterpretationEnabled(false)
                .withMaxRenderDepth(MAX_DEPTH)
                .withMaxMacroRecursionDepth(MAX_DEPTH)
                .withMaxOutputSize(MAX_OUTPUT_CHARS)
                .withMaxStringLength(MAX_OUTPUT_CHARS)
                .withMaxListSize(MAX_ELEMENTS)
                .withMaxMapSize(MAX_ELEMENTS)
                .withRangeLimit(MAX_ELEMENTS)
                .withLegacyOverrides(LegacyOverrides.newBuilder()
                        .withIterateOverMapKeys(true)
                        .withUseNaturalOperatorPrecedence(true)
                        .withParseWhitespaceControlStrictly(true)
                        .build())
                .build();
    }

    private static <T> Set<String> others(
            Iterable<? extends T> parts, Function<? super T, String> name, Set<String> allowed) {
        var others = new LinkedHashSet<String>();
        parts.forEach(part -> others.add(name.apply(part)));
        others.removeAll(allowed);
        return others;
    }

    /** Rendering an empty conversation finds tags and filters that do not exist here, before anyone depends on them. */
    private void requireKnownParts() {
        List<String> fatal = engine.renderForResult(source, Map.of("messages", List.of())).getErrors().stream()
                .filter(error -> refusal(error).isEmpty())
                .filter(error -> error.getReason() == TemplateError.ErrorReason.DISABLED
                        || error.getReason() == TemplateError.ErrorReason.SYNTAX_ERROR
                        || error.getReason() == TemplateError.ErrorReason.UNKNOWN)
                .map(JinjaSandbox::describe)
                .collect(Collectors.toList());
        if (!fatal.isEmpty()) {
            throw new ChatTemplateException(fatal.getFirst());
        }
    }

    private static String describe(TemplateError error) {
        return refusal(error).orElseGet(() -> "line " + error.getLineno() + ": " + error.getMessage());
    }

    /** What the template itself, or the resolver for it, refused. */
    private static Optional<String> refusal(TemplateError error) {
        for (Throwable cause = error.getException(); cause != null; cause = cause.getCause()) {
            if (cause instanceof ChatTemplateException refusal) {
                return Optional.of(String.valueOf(refusal.getMessage()));
            }
        }
        return Optional.empty();
    }
}
