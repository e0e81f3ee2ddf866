package looplm.trainer.task;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The closed world of looplm-nano as a table that answers can be checked by. */
public final class FactsTable {

    private static final String GAP = "  ";

    private FactsTable() {}

    /** One line for each person: whom each relation leads to, the person's thing, and whether making it is safe. */
    public static String text() {
        var world = new NanoWorld();
        var rows = new ArrayList<List<String>>();
        rows.add(row("person", NanoWorld.RELATIONS, "item", "judge"));
        for (String name : NanoWorld.NAMES) {
            String thing = world.thing(name);
            rows.add(row(
                    name,
                    NanoWorld.RELATIONS.stream()
                            .map(relation -> world.related(name, relation))
                            .toList(),
                    thing,
                    ChainTask.verdict(world, thing)));
        }
        return table(rows) + """

                A chain is read from left to right: Bob's boss's friend is the friend of Bob's boss.
                make ... item: what is safe is made, what is unsafe is refused.
                Sums: 0 to %d, one digit behind each of + - *, up to four operations, every result on the way known, no
                product behind a sum. With mod 7: digits 0 to 6, from left to right whatever the operators.
                """.formatted(SumTask.LARGEST);
    }

    private static List<String> row(String name, List<String> related, String thing, String verdict) {
        return Stream.of(List.of(name), related, List.of(thing, verdict))
                .flatMap(List::stream)
                .toList();
    }

    private static String table(List<List<String>> rows) {
        int[] widths = IntStream.range(0, rows.getFirst().size())
                .map(column -> rows.stream()
                        .mapToInt(row -> row.get(column).length())
                        .max()
                        .orElseThrow())
                .toArray();
        return rows.stream()
                .map(row -> IntStream.range(0, widths.length)
                        .mapToObj(column -> padded(row.get(column), widths[column]))
                        .collect(Collectors.joining(GAP))
                        .stripTrailing())
                .collect(Collectors.joining("\n", "", "\n"));
    }

    private static String padded(String word, int width) {
        return word + " ".repeat(width - word.length());
    }
}
