package looplm.model.text;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import looplm.model.checkpoint.CheckpointException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

class ChatTemplateTest {

    private static final List<ChatTurn> TALK =
            List.of(new ChatTurn("system", " Be brief. "), new ChatTurn("user", "1 < 2 & 'x' {{ 7 * 7 }} {% raw %}"));

    @TempDir
    private Path directory;

    @Test
    void render_isChatMl_whenCheckpointHasNoTemplate() {
        ChatTemplate template = ChatTemplate.load(directory);
        assertThat(template.render(TALK, true))
                .isEqualTo("<|im_start|>system\n Be brief. <|im_end|>\n"
                        + "<|im_start|>user\n1 < 2 & 'x' {{ 7 * 7 }} {% raw %}<|im_end|>\n<|im_start|>assistant\n");
        assertThat(template.turns()).isEmpty();
    }

    @Test
    void render_neverInterpretsContent_whenItLooksLikeATemplate() throws IOException {
        assertThat(render("{% for m in messages %}[{{ m.content }}]{% endfor %}"))
                .isEqualTo("[ Be brief. ][1 < 2 & 'x' {{ 7 * 7 }} {% raw %}]");
    }

    @Test
    void render_readsAsPython_whenTemplateUsesCommonParts() throws IOException {
        String source = """
                {%- if messages[0]['role'] == 'system' -%}
                    {%- set system = messages[0]['content'] | trim -%}
                    {%- set rest = messages[1:] -%}
                {%- else -%}
                    {%- set system = 'none' -%}
                    {%- set rest = messages -%}
                {%- endif -%}
                {{- bos_token }}<<{{ system }}>>
                {% for message in rest %}
                    {%- if loop.first %}first {% endif -%}
                    {{- message.role.upper() + ':' + message['content'].split(' ')[0] }}
                    {%- if not loop.last %},{% endif -%}
                {% endfor %}
                {%- if tools is defined and tools %}TOOLS{% endif -%}
                {%- set ns = namespace(found=false) -%}
                {%- for message in messages if message.role == 'user' -%}
                    {%- set ns.found = true -%}
                {%- endfor -%}
                {{ ' found' if ns.found else ' missing' }}
                {%- if add_generation_prompt %} go{% endif %}""";
        assertThat(render(source)).isEqualTo("<bos><<Be brief.>>\nfirst USER:1 found go");
    }

    @Test
    void render_rendersLastUserMessageOnly_whenTemplateDoes() throws IOException {
        Files.writeString(
                directory.resolve(ChatTemplate.FILE),
                JsonMapper.shared()
                        .writeValueAsString(Map.of(
                                "looplm_chat_turns",
                                1,
                                "chat_template",
                                "{{ (messages | selectattr('role', 'equalto', 'user') | list | last).content }}")));
        ChatTemplate template = ChatTemplate.load(directory);
        assertThat(template.turns()).hasValue(1);
        assertThat(template.render(
                        List.of(new ChatTurn("user", "a"), new ChatTurn("assistant", "b"), new ChatTurn("user", "c")),
                        true))
                .isEqualTo("c");
    }

    @Test
    void render_usesDefaultOfNamedTemplates_whenThereAreSeveral() throws IOException {
        Files.writeString(directory.resolve(ChatTemplate.FILE), """
                {"chat_template": [{"name": "tool_use", "template": "t"}, {"name": "default", "template": "d"}]}""");
        assertThat(ChatTemplate.load(directory).render(TALK, true)).isEqualTo("d");
    }

    @Test
    void render_readsTemplateFile_whenThereIsOne() throws IOException {
        Files.writeString(directory.resolve("chat_template.jinja"), "{{ messages | length }} turns\n");
        assertThat(ChatTemplate.load(directory).render(TALK, true)).isEqualTo("2 turns");
    }

    @Test
    void load_prefersTheTemplateFile_whenTheConfigurationHasOneToo() throws IOException {
        write("config");
        Files.writeString(directory.resolve(ChatTemplate.TEMPLATE_FILE), "{{ bos_token }}file");
        assertThat(ChatTemplate.load(directory).render(TALK, true)).isEqualTo("<bos>file");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            [{"name": "tool_use", "template": "t"}, {"name": "rag", "template": "r"}] | [tool_use, rag] (expected: one named default)
            []                               | [] (expected: one named default)
            [{"name": "default"}]            | template:
            [{"name": "default", "template": 1}] | template: 1
            ["x"]                            | [] (expected
            5                                | chat_template: 5
            {"default": "d"}                 | chat_template: {
            """)
    void load_refuses_whenItCannotTellWhichTemplateCounts(String value, String part) throws IOException {
        Files.writeString(directory.resolve(ChatTemplate.FILE), "{\"chat_template\": " + value + "}");
        assertThatThrownBy(() -> ChatTemplate.load(directory))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContainingAll(ChatTemplate.FILE, part);
    }

    @Test
    void load_refuses_whenThereAreMoreTemplatesButNoDefault() throws IOException {
        Files.createDirectories(directory.resolve("additional_chat_templates"));
        assertThatThrownBy(() -> ChatTemplate.load(directory))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining(ChatTemplate.TEMPLATE_FILE);
        Files.writeString(directory.resolve(ChatTemplate.TEMPLATE_FILE), "d");
        assertThat(ChatTemplate.load(directory).render(TALK, true)).isEqualTo("d");
    }

    @Test
    void load_namesTheTemplateFile_whenItIsWrong() throws IOException {
        for (byte[] content : new byte[][] {"{% for".getBytes(UTF_8), {(byte) 0xff, 'x'}, {}}) {
            Files.write(directory.resolve(ChatTemplate.TEMPLATE_FILE), content);
            assertThatThrownBy(() -> ChatTemplate.load(directory))
                    .isInstanceOf(CheckpointException.class)
                    .hasMessageContaining(ChatTemplate.TEMPLATE_FILE);
        }
    }

    @Test
    void render_refusesInTheTemplatesWords_whenItRaises() throws IOException {
        String source = "{% if messages | length != 1 %}{{ raise_exception('one message only') }}{% endif %}ok";
        write(source);
        ChatTemplate template = ChatTemplate.load(directory);
        assertThat(template.render(List.of(new ChatTurn("user", "a")), true)).isEqualTo("ok");
        assertThatThrownBy(() -> template.render(TALK, true))
                .isInstanceOf(ChatTemplateException.class)
                .hasMessage("one message only");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{% include 'file:///etc/passwd' %}",
                "{% import 'x' as y %}{{ y }}",
                "{% from 'x' import y %}",
                "{% extends 'x' %}",
                "{% for m in messages %}",
                "{{ messages | }}",
                "{{ 1 | pprint }}",
                "{{ ____int3rpr3t3r____.config }}",
                "{% if false %}{{ 1 | pprint }}{% endif %}",
                "{% if false %}{% include 'x' %}{% endif %}",
                "{{ 1 is nosuchtest }}",
                "{{ messages[0].content.encode() }}",
                "{{ 'x",
                "{{ (1 }}",
                "{# no end",
                "{% break %}",
                "{% raw %}",
                "{{ 99999999999999999999 }}",
                "{{ 9223372036854775807 + 1 }}",
                "{{ 1 / 0 }}",
                "{{ 1 + 'a' }}",
                "{{ missing.attribute }}",
                "{{ messages() }}",
                "{{ '\\xZZ' }}",
                "{{ 'x' | nosuchfilter }}",
            })
    void load_namesFile_whenTemplateReachesFurther(String source) throws IOException {
        write(source);
        assertThatThrownBy(() -> ChatTemplate.load(directory).render(TALK, true))
                .satisfies(e -> assertThat(e)
                        .isInstanceOfAny(CheckpointException.class, ChatTemplateException.class)
                        .message()
                        .isNotBlank());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{{ ____int3rpr3t3r____ }}",
                "{{ 'x' * 100000000 }}",
                "{% for a in range(100000) %}{% for b in range(100000) %}{{ a }}{% endfor %}{% endfor %}",
                "{{ ''.getClass() }}",
                "{{ ''.class }}",
                "{{ ''.class.forName('java.lang.Runtime') }}",
                "{{ messages.getClass().forName('java.lang.Runtime') }}",
                "{{ messages[0].getClass() }}",
                "{{ messages[0].__class__ }}",
                "{{ messages.stream() }}",
                "{{ 'a'.repeat(1000000000) }}",
                "{{ messages[0].clear() }}",
                "{{ messages.append(messages) }}",
                "{{ [].class }}",
                "{{ loop.getClass() }}",
                "{% for m in messages %}{{ loop.getClass() }}{% endfor %}",
                "{% for a, class in [''] %}{{ class }}{% endfor %}",
                "{% for bytes, class in messages %}{{ class }}{% endfor %}",
                "{{ messages | map('class') | join }}",
                "{{ messages | map('getClass') | join }}",
                "{{ range(1000000000) }}",
                "{% macro f(x) %}{{ f(x) }}{% endmacro %}{{ f(1) }}",
                "{{ '{0.__class__}'.format('a') }}",
                "{{ '{0.__class__.__mro__}'.format('a') }}",
                "{{ '{x.getClass}'.format(x=messages) }}",
                "{{ '{:>999999999}'.format(1) }}",
                "{{ '{:0999999999,}'.format(1) }}",
                "{{ '{:.999999999f}'.format(1.5) }}",
                "{{ '{:{w}}'.format('a', w=999999999) }}",
                "{{ '%999999999d' % 1 }}",
                "{{ '%.999999999d' % 1 }}",
                "{{ '%s' * 10000000 % messages }}",
                "{{ 'a' | center(999999999) }}",
                "{{ 'a'.rjust(999999999) }}",
                "{{ 'a'.zfill(999999999) }}",
                "{{ [messages] * 999999999 }}",
                "{{ strftime_now('%c' * 8000000) }}",
                "{{ range(100000) | sort(attribute='x,y') }}",
                "{{ messages | sort }}",
                "{% set ns = namespace(x=1) %}{% for i in range(100000) %}{% set ns.x = [ns.x] %}{% endfor %}{{ ns.x }}",
                "{% set ns = namespace(x=1) %}{% for i in range(60) %}{% set ns.x = [ns.x, ns.x] %}{% endfor %}{{ ns.x }}",
                "{% set ns = namespace(x=1) %}{% for i in range(60) %}{% set ns.x = [ns.x, ns.x] %}{% endfor %}"
                        + "{{ ns.x | tojson }}",
                "{% set ns = namespace(x=1, y=1) %}{% for i in range(60) %}{% set ns.x = [ns.x, ns.x] %}"
                        + "{% set ns.y = [ns.y, ns.y] %}{% endfor %}{{ ns.x == ns.y }}{{ ns.x < ns.y }}{{ ns.x in [ns.y] }}",
                "{% set ns = namespace(x=1) %}{% for i in range(60) %}{% set ns.x = (ns.x, ns.x) %}{% endfor %}"
                        + "{{ {ns.x: 1} }}",
                "{% set x = 'ab' * 500000 %}{% for i in range(100000) %}{{ x[i] }}{% endfor %}",
                "{% set x = 'ab' * 500000 %}{% for i in range(100000) %}{% if 'c' in x or x.find('c') > 0 or x == 'a' + x %}"
                        + "{% endif %}{% endfor %}",
                "{% set ns = namespace(x='aaaaaaaaaa') %}{% for i in range(60) %}{% set ns.x = ns.x + ns.x %}"
                        + "{% endfor %}{{ ns.x | length }}",
            })
    void render_reachesNoJava_whenTemplateIsHostile(String source) throws IOException {
        write(source);
        String rendered;
        try {
            rendered = ChatTemplate.load(directory).render(TALK, true);
        } catch (CheckpointException | ChatTemplateException refusal) {
            return;
        }
        assertThat(rendered).doesNotContain("java.").hasSizeLessThan(1 << 20);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{{ @'x' + 'x'@ }}| + 'x'",
                "{{ @1@ }}|+1",
                "{{ x@@ }}|.x",
                "{{ x@@ }}|[0]",
                "{{ x@@ }}|()",
                "{{ x@@ }}||trim",
                "{{ @1@ }}| if 1 else 1",
                "{{ @1@ }}| and 1",
                "{{ @1@ }}| < 1",
                "{{ @1@ }}|~1",
                "{{ @@1 }}|not ",
                "{{ @@1 }}|-",
                "{{ @@1 }}|(",
                "{{ @@1 }}|[",
                "{{ @@1 }}|{1:",
                "@@|{% if 1 %}",
                "@@|{% for x in 'a' %}",
                "{% if 0 %}@@{% endif %}|{% elif 0 %}",
                "{% set x %}@@{% endset %}|{% set x %}",
                "@@|{{ 1 }}",
                "{{ x is @@ }}|defined and x is ",
                "{{ f(@@) }}|1,",
                "{{ '@@' }}|\\x41",
            })
    void render_survives_whenAPartIsRepeatedEndlessly(String example) throws IOException {
        int bar = example.indexOf('|');
        String part = example.substring(bar + 1);
        int repeats = 250_000 / part.length();
        String source = example.substring(0, bar);
        int at = source.indexOf('@');
        int end = source.lastIndexOf('@');
        write(source.substring(0, at)
                + source.substring(at + 1, end)
                + part.repeat(repeats)
                + source.substring(end + 1));
        try {
            assertThat(ChatTemplate.load(directory).render(TALK, true)).hasSizeLessThan(1 << 20);
        } catch (CheckpointException | ChatTemplateException refusal) {
            assertThat(refusal).message().isNotBlank();
        }
    }

    @Test
    void render_opensAThought_whenThinkingIsOn() throws IOException {
        List<ChatTurn> talk = List.of(new ChatTurn("user", "2 + 2?"));
        String asked = "<|im_start|>user\n2 + 2?<|im_end|>\n<|im_start|>assistant\n";
        assertThat(ChatTemplate.chatMl().render(talk, true, Thinking.ON)).isEqualTo(asked + "<think>\n");
        assertThat(ChatTemplate.chatMl().render(talk, true, Thinking.OFF)).isEqualTo(asked);
        assertThat(ChatTemplate.chatMl().render(talk, false, Thinking.ON)).doesNotContain("<think>");
        write("{%- for message in messages -%}{{- '<|im_start|>' + message['role'] + '\\n' + message['content'] +"
                + " '<|im_end|>\\n' -}}{%- endfor -%}{%- if add_generation_prompt -%}{{- '<|im_start|>assistant\\n' -}}"
                + "{%- if enable_thinking is defined and enable_thinking -%}{{- '<think>\\n' -}}{%- endif -%}"
                + "{%- if enable_thinking is defined and not enable_thinking -%}{{- '<think></think>' -}}{%- endif -%}"
                + "{%- endif -%}");
        ChatTemplate own = ChatTemplate.load(directory);
        assertThat(own.render(talk, true)).isEqualTo(asked);
        assertThat(own.render(talk, true, Thinking.ON)).isEqualTo(asked + "<think>\n");
        assertThat(own.render(talk, true, Thinking.OFF)).isEqualTo(asked + "<think></think>");
    }

    @Test
    void load_refuses_whenTemplateIsHuge() throws IOException {
        write("x".repeat((1 << 18) + 1));
        assertThatThrownBy(() -> ChatTemplate.load(directory))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining(ChatTemplate.FILE);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {{ messages @ pprint }}                       | filter pprint
            {{ [1] @ map('groupby') @ list }}             | filter groupby
            {{ messages[0].content.encode('utf-8') }}     | method encode
            {{ lipsum() }}                                | function lipsum
            {% if false %}{{ 1 @ wordcount }}{% endif %}  | filter wordcount
            {% call f() %}{% endcall %}                   | tag call
            {% for m in messages recursive %}{% endfor %} | 'recursive'
            {{ messages @ select('nosuch') }}             | test nosuch
            {{ messages[0].nothing.more }}                | 'nothing' is undefined
            {{ 1 + messages[0].content }}                 | a integer + a text
            {{ 9223372036854775807 + 1 }}                 | leaves 64 bits
            """)
    void load_refusesWithTheLine_whenATemplateCannotBeRendered(String source, String part) throws IOException {
        write("\n" + source.replace('@', '|'));
        assertThatThrownBy(() -> ChatTemplate.load(directory))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContainingAll(ChatTemplate.FILE, "chat_template: line 2: ", part);
    }

    @Test
    void load_accepts_whenTheTemplateRefusesInItsOwnWords() throws IOException {
        write("{{ raise_exception('tools first') }}");
        ChatTemplate template = ChatTemplate.load(directory);
        assertThatThrownBy(() -> template.render(TALK, true))
                .isInstanceOfSatisfying(
                        ChatTemplateException.class,
                        e -> assertThat(e.isRefusal()).isTrue());
    }

    @Test
    void render_tellsWhoseFaultItIs_whenAConversationCannotBeRendered() throws IOException {
        write("{% if messages | length > 1 %}{{ 9223372036854775807 + 1 }}{% endif %}");
        ChatTemplate own = ChatTemplate.load(directory);
        assertThatThrownBy(() -> own.render(TALK, true))
                .isInstanceOfSatisfying(
                        ChatTemplateException.class,
                        e -> assertThat(e.isUnsupported()).isTrue());
        write("{% if messages | length > 1 %}{{ messages[7].content }}{% endif %}");
        ChatTemplate theirs = ChatTemplate.load(directory);
        assertThatThrownBy(() -> theirs.render(TALK, true)).isInstanceOfSatisfying(ChatTemplateException.class, e -> {
            assertThat(e.isUnsupported()).isFalse();
            assertThat(e.isRefusal()).isFalse();
        });
    }

    @Test
    void render_showsTheDate_whenTheTemplateAsksForIt() throws IOException {
        write("{% if strftime_now is defined %}{{ strftime_now('%d %b %Y') }}{% endif %}");
        Clock clock = Clock.fixed(Instant.parse("2026-03-05T23:59:59Z"), ZoneOffset.UTC);
        assertThat(ChatTemplate.load(directory, clock).render(TALK, true)).isEqualTo("05 Mar 2026");
    }

    @Test
    void render_passesWhatTransformersPasses() throws IOException {
        Files.writeString(directory.resolve(ChatTemplate.FILE), """
                {"chat_template": "{{ tools is none and documents is none }} {{ cls_token }} {{ additional_special_tokens }}",
                 "cls_token": {"content": "[CLS]"}, "additional_special_tokens": ["<a>", {"content": "<b>"}]}""");
        assertThat(ChatTemplate.load(directory).render(TALK, true)).isEqualTo("True [CLS] ['<a>', '<b>']");
    }

    private String render(String source) throws IOException {
        write(source);
        return ChatTemplate.load(directory).render(TALK, true);
    }

    private void write(String source) throws IOException {
        Files.writeString(
                directory.resolve(ChatTemplate.FILE),
                JsonMapper.shared().writeValueAsString(Map.of("chat_template", source, "bos_token", "<bos>")));
    }
}
