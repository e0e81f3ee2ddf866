package looplm.trainer.task;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FactsTableTest {

    private final NanoTasks tasks = new NanoTasks();

    @Test
    void text_answersEveryFact_whenReadAsATable() {
        var rows =
                FactsTable.text().lines().map(line -> List.of(line.split(" +"))).toList();
        List<String> head = rows.getFirst();
        var facts = new HashMap<String, Map<String, String>>();
        for (List<String> row : rows.subList(1, 1 + NanoWorld.NAMES.size())) {
            var person = new HashMap<String, String>();
            for (int column = 1; column < head.size(); column++) {
                person.put(head.get(column), row.get(column));
            }
            facts.put(row.getFirst(), person);
        }

        var friends = tasks.named("kb");
        for (int index = 0; index < friends.size(1); index++) {
            var item = friends.at(1, index);
            assertThat(facts.get(item.prompt().get(0)))
                    .containsEntry(item.prompt().get(1), item.answerText());
        }
        for (int index = 0; index < NanoWorld.NAMES.size(); index++) {
            String name = NanoWorld.NAMES.get(index);
            assertThat(facts.get(name))
                    .containsEntry("item", tasks.named("item").at(0, index).answerText())
                    .containsEntry("judge", tasks.named("judge").at(0, index).answerText());
        }
    }
}
