package looplm.trainer.task;

import java.util.ArrayList;
import java.util.List;

/**
 * {@code 3 +4 *2 mod 7} asks for the result modulo 7, evaluated from left to right, and the answer says so: {@code 0 mod
 * 7}. The level counts the operations. Operator and operand are one word, so that each step of the calculation is "state
 * so far, one word".
 */
record CalcTask() implements Task {

    static final int MODULUS = 7;
    static final String OPERATORS = "+-*";

    /** Ends question and answer. */
    static final List<String> MOD = List.of("mod", Integer.toString(MODULUS));

    @Override
    public String name() {
        return "calc";
    }

    @Override
    public int lastLevel() {
        return 4;
    }

    @Override
    public int size(int level) {
        return MODULUS * Math.powExact(OPERATORS.length() * MODULUS, level);
    }

    @Override
    public TaskItem at(int level, int index) {
        requireIndex(level, index);
        var words = new ArrayList<String>();
        int result = index % MODULUS;
        words.add(Integer.toString(result));
        int rest = index / MODULUS;
        for (int i = 0; i < level; i++) {
            int operand = rest % MODULUS;
            char operator = OPERATORS.charAt(rest / MODULUS % OPERATORS.length());
            rest /= MODULUS * OPERATORS.length();
            words.add("" + operator + operand);
            result = apply(operator, result, operand);
        }
        words.addAll(MOD);
        var answer = new ArrayList<>(List.of(Integer.toString(result)));
        answer.addAll(MOD);
        return new TaskItem(name(), level, words, answer);
    }

    private static int apply(char operator, int left, int right) {
        return Math.floorMod(
                switch (operator) {
                    case '+' -> left + right;
                    case '-' -> left - right;
                    default -> left * right;
                },
                MODULUS);
    }

    @Override
    public double chance(int level) {
        return 1.0 / MODULUS;
    }
}
