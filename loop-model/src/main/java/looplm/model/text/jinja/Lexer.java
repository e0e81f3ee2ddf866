package looplm.model.text.jinja;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import looplm.model.text.jinja.Token.Kind;
import looplm.model.text.jinja.value.JinjaException;
import looplm.model.text.jinja.value.PyText;

/**
 * Cuts a template into tokens and applies whitespace control, with the settings of Hugging Face's renderer: {@code
 * trim_blocks} and {@code lstrip_blocks} on, one newline at the end of the template dropped.
 */
final class Lexer {

    private static final List<String> OPERATORS = List.of(
            "**", "//", "==", "!=", ">=", "<=", "+", "-", "*", "/", "%", "~", "[", "]", "(", ")", "{", "}", ">", "<",
            "=", ".", ":", "|", ",");

    private static final Pattern EXPONENT = Pattern.compile("[eE][-+]?\\d+");
    private static final Pattern RAW = Pattern.compile("\\s*raw\\s*(-?)%\\}");
    private static final Pattern END_RAW = Pattern.compile("\\{%([-+]?)\\s*endraw\\s*([-+]?)%\\}");

    private final String source;
    private final List<Token> tokens = new ArrayList<>();
    private int at;
    private int line = 1;

    /** Set by a tag that ends in {@code -}: whitespace up to the next text is dropped. */
    private boolean stripNext;

    /** Set by a tag without it: one newline right after is dropped. */
    private boolean trimNewline;

    private Lexer(String source) {
        this.source = source;
    }

    static List<Token> tokens(String template) {
        String source = template.replace("\r\n", "\n").replace('\r', '\n');
        if (source.endsWith("\n")) {
            source = source.substring(0, source.length() - 1);
        }
        var lexer = new Lexer(source);
        lexer.run();
        return lexer.tokens;
    }

    private void run() {
        while (at < source.length()) {
            int open = nextOpening();
            text(source.substring(at, open), open);
            if (open < source.length()) {
                construct();
            }
        }
        add(Kind.END, "");
    }

    private int nextOpening() {
        for (int i = at; i + 1 < source.length(); i++) {
            if (source.charAt(i) == '{' && "{%#".indexOf(source.charAt(i + 1)) >= 0) {
                return i;
            }
        }
        return source.length();
    }

    private void text(String raw, int open) {
        String text = raw;
        if (stripNext) {
            text = PyText.stripLeading(text);
        } else if (trimNewline && text.startsWith("\n")) {
            text = text.substring(1);
        }
        stripNext = false;
        trimNewline = false;
        if (open < source.length()) {
            text = beforeConstruct(text, raw, open);
        }
        if (!text.isEmpty()) {
            tokens.add(new Token(Kind.TEXT, text, line));
        }
        skip(raw.length());
    }

    /** A {@code -} strips all whitespace before; else a tag or comment alone at the start of its line loses its indent. */
    private String beforeConstruct(String text, String raw, int open) {
        char sign = open + 2 < source.length() ? source.charAt(open + 2) : ' ';
        if (sign == '-') {
            return PyText.stripTrailing(text);
        }
        if (source.charAt(open + 1) == '{' || sign == '+') {
            return text;
        }
        int lineStart = raw.lastIndexOf('\n') + 1;
        boolean startsLine = lineStart > 0 || at == 0 || source.charAt(at - 1) == '\n';
        String indent = raw.substring(lineStart);
        if (!startsLine || !indent.isBlank()) {
            return text;
        }
        return text.substring(0, text.length() - Math.min(indent.length(), text.length()));
    }

    private void construct() {
        char kind = source.charAt(at + 1);
        if (kind == '#') {
            comment();
            return;
        }
        add(kind == '{' ? Kind.OUTPUT_BEGIN : Kind.TAG_BEGIN, "");
        skip(2);
        skipSign();
        if (kind == '%' && rawTag()) {
            return;
        }
        inside(kind == '{' ? "}}" : "%}");
    }

    private void comment() {
        int end = source.indexOf("#}", at + 2);
        if (end < 0) {
            throw JinjaException.at(line, "comment: not closed (expected: #})");
        }
        char last = source.charAt(end - 1);
        stripNext = last == '-' && end - 1 > at + 1;
        trimNewline = last != '+';
        skip(end + 2 - at);
    }

    private void skipSign() {
        if (at < source.length() && "-+".indexOf(source.charAt(at)) >= 0) {
            skip(1);
        }
    }

    /** {@code raw} hands everything up to {@code endraw} through as text. */
    private boolean rawTag() {
        var begin = RAW.matcher(source);
        if (!begin.region(at, source.length()).lookingAt()) {
            return false;
        }
        tokens.removeLast();
        var end = END_RAW.matcher(source);
        if (!end.find(begin.end())) {
            throw JinjaException.at(line, "raw: not closed (expected: endraw)");
        }
        String content = source.substring(begin.end(), end.start());
        if (!begin.group(1).isEmpty()) {
            content = PyText.stripLeading(content);
        }
        if (end.group(1).equals("-")) {
            content = PyText.stripTrailing(content);
        } else if (end.group(1).isEmpty()) {
            int lineStart = content.lastIndexOf('\n') + 1;
            content =
                    lineStart > 0 && content.substring(lineStart).isBlank() ? content.substring(0, lineStart) : content;
        }
        if (!content.isEmpty()) {
            tokens.add(new Token(Kind.TEXT, content, line));
        }
        stripNext = end.group(2).equals("-");
        trimNewline = end.group(2).isEmpty();
        skip(end.end() - at);
        return true;
    }

    private void inside(String closing) {
        int brackets = 0;
        while (true) {
            skipSpace();
            if (at >= source.length()) {
                throw JinjaException.at(line, "tag: not closed (expected: " + closing + ")");
            }
            if (brackets == 0 && close(closing)) {
                return;
            }
            char c = source.charAt(at);
            if (Character.isLetter(c) || c == '_') {
                word();
            } else if (c >= '0' && c <= '9') {
                number();
            } else if (c == '\'' || c == '"') {
                string(c);
            } else {
                String operator = operator();
                brackets += "([{".contains(operator) ? 1 : ")]}".contains(operator) ? -1 : 0;
                brackets = Math.max(brackets, 0);
            }
        }
    }

    private boolean close(String closing) {
        boolean output = closing.equals("}}");
        boolean minus = source.startsWith("-" + closing, at);
        boolean plus = !output && source.startsWith("+" + closing, at);
        if (!minus && !plus && !source.startsWith(closing, at)) {
            return false;
        }
        stripNext = minus;
        trimNewline = !output && !minus && !plus;
        add(output ? Kind.OUTPUT_END : Kind.TAG_END, "");
        skip(closing.length() + (minus || plus ? 1 : 0));
        return true;
    }

    private void word() {
        int end = at;
        while (end < source.length() && (Character.isLetterOrDigit(source.charAt(end)) || source.charAt(end) == '_')) {
            end++;
        }
        add(Kind.NAME, source.substring(at, end));
        skip(end - at);
    }

    private void number() {
        int end = digits(at);
        Kind kind = Kind.INTEGER;
        if (end + 1 < source.length() && source.charAt(end) == '.' && Character.isDigit(source.charAt(end + 1))) {
            end = digits(end + 1);
            kind = Kind.FLOAT;
        }
        int exponent = exponentEnd(end);
        kind = exponent > end ? Kind.FLOAT : kind;
        end = exponent;
        add(kind, source.substring(at, end));
        skip(end - at);
    }

    private int exponentEnd(int from) {
        var exponent = EXPONENT.matcher(source).region(from, source.length());
        return exponent.lookingAt() ? exponent.end() : from;
    }

    private int digits(int from) {
        int end = from;
        while (end < source.length() && source.charAt(end) >= '0' && source.charAt(end) <= '9') {
            end++;
        }
        return end;
    }

    private void string(char quote) {
        int end = at + 1;
        while (end < source.length() && source.charAt(end) != quote) {
            end += source.charAt(end) == '\\' ? 2 : 1;
        }
        if (end >= source.length()) {
            throw JinjaException.at(line, "string: not closed (expected: " + quote + ")");
        }
        try {
            add(Kind.STRING, PyText.unescape(source.substring(at + 1, end)));
        } catch (JinjaException e) {
            throw e.at(line);
        }
        skip(end + 1 - at);
    }

    private String operator() {
        for (String operator : OPERATORS) {
            if (source.startsWith(operator, at)) {
                add(Kind.OPERATOR, operator);
                skip(operator.length());
                return operator;
            }
        }
        throw JinjaException.at(line, "character " + source.charAt(at) + " (expected: an expression)");
    }

    private void skipSpace() {
        while (at < source.length() && Character.isWhitespace(source.charAt(at))) {
            skip(1);
        }
    }

    private void add(Kind kind, String text) {
        tokens.add(new Token(kind, text, line));
    }

    private void skip(int characters) {
        for (int i = 0; i < characters; i++) {
            line += source.charAt(at++) == '\n' ? 1 : 0;
        }
    }
}
