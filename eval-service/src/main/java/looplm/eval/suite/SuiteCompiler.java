package looplm.eval.suite;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import looplm.edge.SettingException;
import looplm.eval.dataset.Dataset;
import looplm.eval.dataset.DatasetReader;
import looplm.eval.dataset.Item;
import looplm.wire.Sha256;
import org.jspecify.annotations.Nullable;

/** Makes a suite from its file, checking every value. Data that several suites share is read once. */
final class SuiteCompiler {

    private static final int FORMAT = 1;
    private static final String TARGET = "inference";
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,63}");
    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");
    private static final int MOST_TOKENS = 100_000;

    private final DatasetReader datasets;
    private final LinkedHashMap<String, Dataset> read = new LinkedHashMap<>();

    SuiteCompiler(DatasetReader datasets) {
        this.datasets = datasets;
    }

    /**
     * @param source the file's name
     * @throws SettingException naming file and key
     */
    Suite compile(String source, SuiteFile file) {
        try {
            check(source, file);
            List<Item> items = sample(items(file), file.itemsPerLevel());
            return new Suite(
                    file.name(),
                    file.version(),
                    file.description(),
                    file.target(),
                    fingerprint(file),
                    file.prompt(),
                    AnswerMatch.named(file.scorer()),
                    file.maxTokens(),
                    Optional.ofNullable(file.depths()),
                    Optional.ofNullable(file.chance()),
                    items);
        } catch (IllegalArgumentException e) {
            throw new SettingException(source + ": " + e.getMessage());
        }
    }

    private static void check(String source, SuiteFile file) {
        require(file.format() == FORMAT, "format", file.format(), FORMAT);
        require(text(file.name()) && NAME.matcher(file.name()).matches(), "name", file.name(), NAME);
        require(source.equals(file.name() + ".yaml"), "name", file.name(), "the file's name, as in NAME.yaml");
        require(file.version() >= 1, "version", file.version(), "1 or more");
        require(text(file.description()), "description", file.description(), "one line");
        require(text(file.task()), "task", file.task(), "what is asked");
        require(TARGET.equals(file.target()), "target", file.target(), TARGET);
        require(file.data() != null && !file.data().isEmpty(), "data", file.data(), "at least one file");
        require(
                text(file.prompt()) && file.prompt().contains(Suite.PROMPT_FIELD),
                "prompt",
                file.prompt(),
                "a text with " + Suite.PROMPT_FIELD);
        require(text(file.scorer()), "scorer", file.scorer(), "a scorer's name");
        require(file.maxTokens() >= 1 && file.maxTokens() <= MOST_TOKENS, "max_tokens", file.maxTokens(), "1..100000");
        require(file.depths() == null || areSteps(file.depths()), "depths", file.depths(), "counts from 1, each once");
        require(file.chance() == null || (file.chance() >= 0 && file.chance() <= 1), "chance", file.chance(), "0..1");
        require(
                file.itemsPerLevel() == null || file.itemsPerLevel() >= 1,
                "items_per_level",
                file.itemsPerLevel(),
                "1 or more");
    }

    private static boolean areSteps(List<Integer> depths) {
        return !depths.isEmpty()
                && depths.stream().allMatch(steps -> steps != null && steps >= 1)
                && depths.stream().distinct().count() == depths.size();
    }

    private List<Item> items(SuiteFile file) {
        var items = new ArrayList<Item>();
        for (SuiteFile.Data data : file.data()) {
            require(text(data.file()), "data.file", data.file(), "a file's name");
            require(
                    data.sha256() != null && SHA256.matcher(data.sha256()).matches(),
                    "data.sha256",
                    data.sha256(),
                    "64 hex digits");
            require(text(data.licence()), "data.licence", data.licence(), "what allows its use");
            items.addAll(
                    read.computeIfAbsent(data.file() + data.sha256(), _ -> datasets.read(data.file(), data.sha256()))
                            .items());
        }
        require(!items.isEmpty(), "data", "no items", "at least one item");
        require(
                items.stream().map(Item::id).distinct().count() == items.size(),
                "data",
                "an id twice",
                "each item once");
        return items;
    }

    private static List<Item> sample(List<Item> items, @Nullable Integer perLevel) {
        if (perLevel == null) {
            return items;
        }
        var levels = new LinkedHashMap<String, List<Item>>();
        for (Item item : items) {
            levels.computeIfAbsent(item.task() + " " + item.level(), _ -> new ArrayList<>())
                    .add(item);
        }
        return levels.values().stream()
                .flatMap(level -> EvenSample.of(level, perLevel).stream())
                .toList();
    }

    /** Only what moves a run's figures: not the words about the suite. */
    private static String fingerprint(SuiteFile file) {
        var parts = new ArrayList<Object>();
        parts.add(file.version());
        file.data().forEach(data -> parts.add(data.sha256()));
        parts.add(file.prompt());
        parts.add(file.scorer());
        parts.add(file.maxTokens());
        parts.add(Objects.requireNonNullElse(file.itemsPerLevel(), "all"));
        return Sha256.hex(parts.toString());
    }

    private static boolean text(@Nullable String value) {
        return value != null && !value.isBlank();
    }

    private static void require(boolean holds, String key, @Nullable Object value, Object expected) {
        if (!holds) {
            throw new IllegalArgumentException("%s: %s (expected: %s)".formatted(key, value, expected));
        }
    }
}
