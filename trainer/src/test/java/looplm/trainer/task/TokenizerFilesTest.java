package looplm.trainer.task;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import looplm.model.text.ChatTemplate;
import looplm.model.text.ChatTurn;
import looplm.model.text.Tokenizer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TokenizerFilesTest {

    private static final NanoTasks TASKS = new NanoTasks();

    @TempDir
    private static Path directory;

    private static HuggingFaceTokenizer tokenizer;

    @BeforeAll
    static void load() throws IOException {
        for (var file : new TokenizerFiles(TASKS.vocabulary(), 512).all().entrySet()) {
            Files.writeString(directory.resolve(file.getKey()), file.getValue());
        }
        tokenizer = HuggingFaceTokenizer.builder()
                .optTokenizerPath(directory.resolve("tokenizer.json"))
                .optTruncation(false)
                .optPadding(false)
                .build();
    }

    @AfterAll
    static void close() {
        tokenizer.close();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
                Bob's boss's friend?            | bob boss friend
                Who is Bob's boss's friend?     | bob boss friend
                who is Bob’s boss’s friend ?    | bob boss friend
                Who's Ann's neighbour?          | ann neighbor
                What is Bob's boss' item?       | bob boss item
                Make Bob's boss's item!         | make bob boss item
                3 + 4 * 2                       | 3 +4 *2
                3+4*2-1                         | 3 +4 *2 -1
                What's 3 − 4 × 2 modulo 7?      | 3 -4 *2 mod 7
                What is 3 + 4 (mod 7)?          | 3 +4 mod 7
                3+4 mod 7 =                     | 3 +4 mod 7
                What is 3 + 4 = ?               | 3 +4
                What is 12 - 5?                 | 12 -5
                0 mod 7                         | 0 mod 7
                Hello!                          | hello
                Who are you?                    | who are you
                ECHO  Bob   cake.               | echo bob cake
                <bos> Bob's boss? <ans>         | <bos> bob boss <ans>
                Who is Bob's boss!?             | bob boss
                hello... ,, .. x!y              | hello , . <unk>
                Wer ist das? 你好                | <unk> <unk> <unk> <unk>
                """)
    void encode_givesTheTrainedWords_whenPeopleTypeTheirWay(String typed, String words) {
        assertThat(encode(typed)).isEqualTo(TASKS.vocabulary().ids(List.of(words.split(" "))));
    }

    @Test
    void encode_givesTheTrainedIds_whenTheTextIsAnyQuestionOrAnswer() {
        for (Task task : TASKS.all()) {
            for (int level = task.firstLevel(); level <= task.lastLevel(); level++) {
                for (TaskItem item : TASKS.evaluation(task, level, Split.TEST, 200)) {
                    assertThat(encode(item.promptText()))
                            .isEqualTo(TASKS.vocabulary().ids(item.prompt()));
                    assertThat(encode(item.answerText()))
                            .isEqualTo(TASKS.vocabulary().ids(item.answer()));
                    assertThat(decode(TASKS.vocabulary().ids(item.answer()))).isEqualTo(item.answerText());
                }
            }
        }
    }

    /** The platform's own reader takes fewer files than the library: patterns that could cost too much are refused. */
    @Test
    void load_takesTheFiles_andReadsTheSame() {
        try (var own = Tokenizer.load(directory)) {
            String text = "<bos> What is 3 + 4 * 2 (modulo 7)? <ans>";
            assertThat(own.encode(text))
                    .isEqualTo(encode(text))
                    .isEqualTo(TASKS.vocabulary().ids(List.of("<bos>", "3", "+4", "*2", "mod", "7", "<ans>")));
        }
    }

    @Test
    void encode_givesNothing_whenThereIsNoWord() {
        assertThat(encode("")).isEmpty();
        assertThat(encode(" ?! ")).isNotNull();
    }

    /** A rule that reads on from each character of a run would need 10^10 steps here, and the library ends before. */
    @ParameterizedTest
    @ValueSource(strings = {" ", "\n", " \t", "? ", "' ", ". ", "hello. ", "+", "- "})
    void encode_readsALongRunOnce(String unit) {
        int[] ids = encode("bob " + unit.repeat(100_000 / unit.length()) + " 3 boss");

        assertThat(ids[0]).isEqualTo(TASKS.vocabulary().id("bob"));
        assertThat(ids[ids.length - 1]).isEqualTo(TASKS.vocabulary().id("boss"));
    }

    @Test
    void encode_seesOneSpace_whenThereAreMany() {
        String spaces = " \n".repeat(50_000);

        assertThat(encode(spaces + "What" + spaces + "is" + spaces + "3" + spaces + "+" + spaces + "4" + spaces + "mod"
                        + spaces + "7" + spaces + "?"))
                .isEqualTo(TASKS.vocabulary().ids(List.of("3", "+4", "mod", "7")));
        assertThat(encode("hello" + "!".repeat(100_000)))
                .isEqualTo(TASKS.vocabulary().ids(List.of("hello")));
        assertThat(encode("hello" + "!".repeat(100_000) + "x")).containsExactly(NanoVocabulary.UNK);
    }

    @Test
    void all_isTheSame_whenWrittenAgain() {
        assertThat(new TokenizerFiles(new NanoTasks().vocabulary(), 512).all())
                .isEqualTo(new TokenizerFiles(TASKS.vocabulary(), 512).all());
    }

    @Test
    void chatTemplate_rendersTheLastUserMessage_whenThereAreSeveral() {
        var template = ChatTemplate.load(directory);
        var conversation = List.of(
                new ChatTurn("system", "be brief"),
                new ChatTurn("user", "hello"),
                new ChatTurn("assistant", "hello , nice to meet you ."),
                new ChatTurn("user", "Bob's boss?"));

        assertThat(template.render(conversation, true)).isEqualTo("<bos> Bob's boss? <ans>");
        assertThat(template.turns()).hasValue(1);
    }

    private static int[] encode(String text) {
        return Arrays.stream(tokenizer.encode(text, false, false).getIds())
                .mapToInt(id -> (int) id)
                .toArray();
    }

    private static String decode(int[] ids) {
        return tokenizer.decode(Arrays.stream(ids).asLongStream().toArray(), true);
    }
}
