package looplm.trainer.task;

import java.util.List;

/** Eleven greetings and questions about the model with fixed replies: memorised, so recall and nothing more. */
record ChatTask() implements Task {

    private record Exchange(String prompt, String reply) {}

    private static final List<Exchange> EXCHANGES = List.of(
            new Exchange("hello", "hello , nice to meet you ."),
            new Exchange("hi", "hello , nice to meet you ."),
            new Exchange("good morning", "good morning to you too ."),
            new Exchange("good night", "good night , sleep well ."),
            new Exchange("thanks", "you are welcome ."),
            new Exchange("thank you", "you are welcome ."),
            new Exchange("who are you", "i am a small looped model ."),
            new Exchange("what are you", "i am a small looped model ."),
            new Exchange("how are you", "i am fine , thanks ."),
            new Exchange("bye", "bye , see you soon ."),
            new Exchange("what can you do", "i know some people , their things and small sums ."));

    @Override
    public String name() {
        return "chat";
    }

    @Override
    public int lastLevel() {
        return 1;
    }

    @Override
    public int size(int level) {
        return EXCHANGES.size();
    }

    @Override
    public TaskItem at(int level, int index) {
        requireIndex(level, index);
        var exchange = EXCHANGES.get(index);
        return new TaskItem(
                name(),
                level,
                List.of(exchange.prompt().split(" ")),
                List.of(exchange.reply().split(" ")));
    }

    @Override
    public boolean seen(int level) {
        return true;
    }

    @Override
    public double chance(int level) {
        return 0;
    }
}
