package looplm.edge;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StrictYamlTest {

    private record Menu(String name, int format, List<Dish> dishes) {}

    private record Dish(String name, double price) {}

    private static Menu read(String yaml) {
        return StrictYaml.read("menu.yaml", yaml.getBytes(UTF_8), Menu.class);
    }

    @Test
    void read_fillsARecord() {
        Menu menu = read("name: Tägliches\nformat: 1\ndishes: [{name: soup, price: 4.5}]\n");

        assertThat(menu).isEqualTo(new Menu("Tägliches", 1, List.of(new Dish("soup", 4.5))));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            - a                                     | menu.yaml: not a mapping (expected: keys and their values)
            {format: 1, nam: x}                     | menu.yaml: nam: unknown key (expected: one of [
            {format: 1, dishes: [{price: 1}, {price: 1, prise: 1}]}  | menu.yaml: dishes[1].prise: unknown key (expected: one of [
            {format: one}                           | menu.yaml: format: wrong type (
            {format: '1'}                           | menu.yaml: format: wrong type (
            {format: 1.5}                           | menu.yaml: format: wrong type (
            {format: null}                          | menu.yaml: format: wrong type (
            {name: 7, format: 1}                    | menu.yaml: name: wrong type (
            {format: [1                             | menu.yaml: not YAML: line 1:
            {format: 1, format: 2}                  | menu.yaml: not YAML: line 1: found duplicate key format
            !!java.net.URL ['http://x']             | menu.yaml: not YAML: line 1:
            """)
    void read_namesTheFileAndTheKey(String yaml, String message) {
        assertThatThrownBy(() -> read(yaml))
                .isInstanceOf(SettingException.class)
                .hasMessageStartingWith(message);
    }

    @Test
    void read_refusesWhatIsNoUtf8() {
        assertThatThrownBy(() -> StrictYaml.read("menu.yaml", new byte[] {'a', ':', ' ', (byte) 0xff}, Menu.class))
                .hasMessage("menu.yaml: not UTF-8");
    }

    /** Ten levels of ten: the text is small, what it stands for is not. */
    @Test
    void read_refusesABombOfAliases() {
        var bomb = new StringBuilder("name: &a0 x\n");
        for (int level = 1; level <= 10; level++) {
            bomb.append("k%d: &a%d [%s]\n".formatted(level, level, ("*a" + (level - 1) + ",").repeat(10)));
        }

        assertThatThrownBy(() -> read(bomb.toString())).isInstanceOf(SettingException.class);
    }
}
