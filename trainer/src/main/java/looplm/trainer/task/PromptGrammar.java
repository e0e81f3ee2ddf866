package looplm.trainer.task;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * Which prompts mean something: the questions of all tasks at any length. What it refuses may be answered "i do not
 * know that ." without taking a real question from another task.
 */
final class PromptGrammar {

    /** One letter a word: N person, R relation, I item, M make, J judge, D number, O operation, E echo, W any other. */
    private static final Pattern QUESTION = Pattern.compile("NR+|(J?M)?NR*I|DO+|E.+");

    private final List<List<String>> phrases;

    PromptGrammar(ChatTask chat) {
        phrases = IntStream.range(0, chat.size(1))
                .mapToObj(i -> chat.at(1, i).prompt())
                .toList();
    }

    /** Whether some task asks this. */
    boolean understands(List<String> prompt) {
        if (phrases.contains(prompt)) {
            return true;
        }
        var letters = new StringBuilder();
        prompt.forEach(word -> letters.append(letter(word)));
        return QUESTION.matcher(letters).matches();
    }

    private static char letter(String word) {
        return switch (word) {
            case "item" -> 'I';
            case ChainTask.MAKE -> 'M';
            case "judge" -> 'J';
            case "echo" -> 'E';
            default -> classOf(word);
        };
    }

    private static char classOf(String word) {
        if (NanoWorld.NAMES.contains(word)) {
            return 'N';
        }
        if (NanoWorld.RELATIONS.contains(word)) {
            return 'R';
        }
        if (word.length() == 1 && Character.isDigit(word.charAt(0))) {
            return 'D';
        }
        return word.length() == 2 && CalcTask.OPERATORS.indexOf(word.charAt(0)) >= 0 ? 'O' : 'W';
    }
}
