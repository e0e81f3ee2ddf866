package looplm.trainer.task;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;

/**
 * The words looplm-nano reads and writes, in the order of their ids. A change of words or order is a new
 * {@link #VERSION}: trained weights belong to one version.
 */
public final class NanoVocabulary {

    /** Version of the word list; written into tokenizer files, exports and model cards. */
    public static final String VERSION = "nano-3";

    /** Fills the right end of short rows; never an input that counts. */
    public static final int PAD = 0;

    /** Opens every row. */
    public static final int BOS = 1;

    /** Stands between question and answer. */
    public static final int ANS = 2;

    /** Ends every answer. */
    public static final int EOS = 3;

    /** Any word that is not in the list. */
    public static final int UNK = 4;

    /** Spelling of the markers, by id. */
    public static final List<String> MARKERS = List.of("<pad>", "<bos>", "<ans>", "<eos>", "<unk>");

    private final List<String> words;
    private final Map<String, Integer> ids = new HashMap<>();

    NanoVocabulary(List<Task> tasks) {
        var all = new LinkedHashSet<>(MARKERS);
        for (int number = 0; number <= SumTask.LARGEST; number++) {
            all.add(Integer.toString(number));
        }
        for (char operator : CalcTask.OPERATORS.toCharArray()) {
            for (int operand = 0; operand < SumTask.OPERANDS; operand++) {
                all.add("" + operator + operand);
            }
        }
        all.addAll(NanoWorld.NAMES);
        all.addAll(NanoWorld.RELATIONS);
        all.addAll(NanoWorld.THINGS);
        all.addAll(CalcTask.MOD);
        all.addAll(List.of("item", ChainTask.MAKE, "judge", "echo", "safe", "unsafe"));
        all.addAll(ChainTask.REFUSAL);
        NanoWorld.HARMLESS.forEach(thing -> all.addAll(ChainTask.compliance(thing)));
        for (Task task : tasks) {
            if (task instanceof ChatTask chat) {
                for (int i = 0; i < chat.size(1); i++) {
                    all.addAll(chat.at(1, i).prompt());
                    all.addAll(chat.at(1, i).answer());
                }
            }
        }
        all.addAll(UnknownTask.ANSWER);
        words = List.copyOf(all);
        for (int id = 0; id < words.size(); id++) {
            ids.put(words.get(id), id);
        }
    }

    /** Number of words, the markers included. */
    public int size() {
        return words.size();
    }

    /** The words in the order of their ids. */
    public List<String> words() {
        return words;
    }

    /** Id of a word; {@link #UNK} for any other. */
    public int id(String word) {
        return ids.getOrDefault(word, UNK);
    }

    /** Ids of words. */
    public int[] ids(List<String> text) {
        return text.stream().mapToInt(this::id).toArray();
    }

    /** The words as the model sees them: foreign ones become {@code <unk>}. */
    public List<String> visible(List<String> text) {
        var seen = new ArrayList<String>(text.size());
        for (String word : text) {
            seen.add(words.get(id(word)));
        }
        return seen;
    }
}
