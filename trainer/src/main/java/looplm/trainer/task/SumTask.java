package looplm.trainer.task;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * {@code 3 +4} asks for the plain result; the level counts the operations. Only numbers from 0 to {@link #LARGEST} are
 * known, those on the way included, and a product after a sum is not asked for, since people differ on what comes
 * first: there the answer is the honest one of {@link UnknownTask}.
 */
record SumTask() implements Task {

    static final int LARGEST = 20;

    /** Digits that can follow an operator. */
    static final int OPERANDS = 10;

    private static final int NUMBERS = LARGEST + 1;
    private static final int UNKNOWN = -1;

    /** Of so many questions beyond level 1, one leaves the known numbers. */
    private static final int LEAVING = 4;

    private record Operation(char operator, int operand) {

        String word() {
            return "" + operator + operand;
        }

        int apply(int state) {
            return switch (operator) {
                case '+' -> state + operand;
                case '-' -> state - operand;
                default -> state * operand;
            };
        }
    }

    private static final List<Operation> OPERATIONS = Stream.of('+', '-', '*')
            .flatMap(operator -> IntStream.range(0, OPERANDS).mapToObj(operand -> new Operation(operator, operand)))
            .toList();

    @Override
    public String name() {
        return "sum";
    }

    @Override
    public int lastLevel() {
        return 4;
    }

    @Override
    public int size(int level) {
        return level == 1 ? NUMBERS * OPERATIONS.size() : DrawnQuestions.SIZE;
    }

    @Override
    public TaskItem at(int level, int index) {
        requireIndex(level, index);
        return level == 1
                ? item(index % NUMBERS, List.of(OPERATIONS.get(index / NUMBERS)))
                : drawn(level, DrawnQuestions.random(level, index));
    }

    /** A chain through known numbers; some leave them once, and what follows there no longer matters. */
    private static TaskItem drawn(int level, Random random) {
        int leaves = random.nextInt(LEAVING) == 0 ? random.nextInt(level) : level;
        int start = random.nextInt(NUMBERS);
        int state = start;
        var chain = new ArrayList<Operation>();
        for (int i = 0; i < level; i++) {
            int from = state;
            boolean known = i != leaves;
            List<Operation> possible = i > leaves
                    ? OPERATIONS
                    : OPERATIONS.stream()
                            .filter(next -> known == (next(from, chain, next) != UNKNOWN))
                            .toList();
            var operation = possible.get(random.nextInt(possible.size()));
            state = next(from, chain, operation);
            chain.add(operation);
        }
        return item(start, chain);
    }

    private static int next(int state, List<Operation> before, Operation operation) {
        boolean ambiguous =
                operation.operator() == '*' && before.stream().anyMatch(earlier -> earlier.operator() != '*');
        if (state == UNKNOWN || ambiguous) {
            return UNKNOWN;
        }
        int result = operation.apply(state);
        return result < 0 || result > LARGEST ? UNKNOWN : result;
    }

    private static TaskItem item(int start, List<Operation> chain) {
        var words = new ArrayList<String>();
        words.add(Integer.toString(start));
        int state = start;
        for (int i = 0; i < chain.size(); i++) {
            words.add(chain.get(i).word());
            state = next(state, chain.subList(0, i), chain.get(i));
        }
        return new TaskItem(
                "sum", chain.size(), words, state == UNKNOWN ? UnknownTask.ANSWER : List.of(Integer.toString(state)));
    }

    @Override
    public double chance(int level) {
        return 1.0 / (NUMBERS + 1);
    }
}
