package looplm.trainer.task;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** {@code echo bob cake} asks for the words back; the level counts them. */
record EchoTask() implements Task {

    static final List<String> WORDS =
            Stream.concat(NanoWorld.NAMES.stream(), NanoWorld.THINGS.stream()).toList();

    @Override
    public String name() {
        return "echo";
    }

    @Override
    public int lastLevel() {
        return 3;
    }

    @Override
    public int size(int level) {
        return Math.powExact(WORDS.size(), level);
    }

    @Override
    public TaskItem at(int level, int index) {
        requireIndex(level, index);
        var words = new ArrayList<String>();
        int rest = index;
        for (int i = 0; i < level; i++) {
            words.add(WORDS.get(rest % WORDS.size()));
            rest /= WORDS.size();
        }
        var prompt = new ArrayList<>(List.of("echo"));
        prompt.addAll(words);
        return new TaskItem(name(), level, prompt, words);
    }

    @Override
    public double chance(int level) {
        return 1.0 / size(level);
    }
}
