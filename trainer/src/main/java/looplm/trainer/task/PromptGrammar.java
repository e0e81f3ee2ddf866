package looplm.trainer.task;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * Which prompts mean something: the questions of all tasks at any length. What it refuses may be answered "i do not
 * know that ." without taking a real question from another task.
 */
final class PromptGrammar {

    /**
     * One letter a word: N person, R relation, I item, M make, J judge, E echo, X mod, W any other; numbers: d below 7, S
     * 7, D above; operations: o with an operand below 7, O with one above.
     */
    private static final Pattern QUESTION = Pattern.compile("NR+|(J?M)?NR*I|do+XS|[dSD][oO]+|E.+");

    private static final Pattern NUMBER = Pattern.compile("\\d{1,2}");
    private static final Pattern OPERATION = Pattern.compile("[-+*]\\d");

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
            case "mod" -> 'X';
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
        if (NUMBER.matcher(word).matches()) {
            int number = Integer.parseInt(word);
            return number == CalcTask.MODULUS ? 'S' : number < CalcTask.MODULUS ? 'd' : 'D';
        }
        if (OPERATION.matcher(word).matches()) {
            return word.charAt(1) - '0' < CalcTask.MODULUS ? 'o' : 'O';
        }
        return 'W';
    }
}
