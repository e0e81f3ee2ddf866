package looplm.safety.policy;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import looplm.edge.SettingException;
import looplm.safety.text.TextFolding;
import looplm.safety.text.Words;
import org.jspecify.annotations.Nullable;

/** Checks a policy file key by key and compiles its rules. */
final class PolicyCompiler {

    private static final int FORMAT = 1;
    private static final int MOST_RULES = 2_000;
    private static final int MOST_PHRASES = 50_000;
    private static final int LONGEST_PHRASE = 12;
    private static final int LONGEST_REGEX = 2_000;
    private static final int WIDEST_SPAN = 200;
    private static final double CERTAIN = 1;

    private final String source;
    private final Lexicon lexicon = new Lexicon();
    private final Map<String, Integer> lists = new HashMap<>();
    private int listCount;
    private int phraseCount;

    PolicyCompiler(String source) {
        this.source = source;
    }

    Policy compile(String version, PolicyFile file) {
        if (file.format() == null || file.format() != FORMAT) {
            throw wrong("format", file.format(), Integer.toString(FORMAT));
        }
        Map<String, CategoryPolicy> categories = categories(file);
        if (file.exceptions() != null) {
            addPhrases("exceptions", Lexicon.EXCEPTIONS, file.exceptions());
        }
        if (file.lists() != null) {
            for (var entry : file.lists().entrySet()) {
                lists.put(entry.getKey(), list("lists." + entry.getKey(), entry.getValue()));
            }
        }
        return new Policy(version, categories, lexicon, rules(file, categories.keySet()));
    }

    private Map<String, CategoryPolicy> categories(PolicyFile file) {
        var categories = new LinkedHashMap<String, CategoryPolicy>();
        if (file.categories() != null) {
            for (var entry : file.categories().entrySet()) {
                categories.put(entry.getKey(), category("categories." + entry.getKey(), entry.getValue()));
            }
        }
        if (categories.isEmpty()) {
            throw wrong("categories", "none", "at least one category");
        }
        return categories;
    }

    private CategoryPolicy category(String key, PolicyFile.@Nullable CategoryEntry entry) {
        if (entry == null || entry.name() == null || entry.name().isBlank()) {
            throw wrong(key + ".name", null, "a name for people");
        }
        var stages = new EnumMap<Stage, Thresholds>(Stage.class);
        stages.put(Stage.PROMPT, thresholds(key + ".prompt", entry.prompt()));
        stages.put(Stage.RESPONSE, thresholds(key + ".response", entry.response()));
        return new CategoryPolicy(entry.name(), stages);
    }

    private Thresholds thresholds(String key, PolicyFile.@Nullable StageEntry entry) {
        if (entry == null) {
            return Thresholds.ALLOW;
        }
        try {
            return new Thresholds(optional(entry.deepen()), optional(entry.block()));
        } catch (IllegalArgumentException e) {
            throw new SettingException(source + ": " + key + "." + e.getMessage());
        }
    }

    private static OptionalDouble optional(@Nullable Double value) {
        return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
    }

    private List<Rule> rules(PolicyFile file, Set<String> codes) {
        List<PolicyFile.@Nullable RuleEntry> entries = file.rules() == null ? List.of() : file.rules();
        if (entries.size() > MOST_RULES) {
            throw wrong("rules", entries.size() + " rules", "at most " + MOST_RULES);
        }
        var rules = new ArrayList<Rule>();
        var ids = new HashSet<String>();
        for (int i = 0; i < entries.size(); i++) {
            String key = "rules[" + i + "]";
            PolicyFile.RuleEntry entry = entries.get(i);
            if (entry == null || entry.id() == null || !entry.id().matches("[a-z0-9][a-z0-9_-]{0,63}")) {
                throw wrong(key + ".id", entry == null ? null : entry.id(), "1 to 64 of a-z, 0-9, - and _");
            }
            if (!ids.add(entry.id())) {
                throw wrong(key + ".id", entry.id(), "an id that no other rule has");
            }
            rules.add(rule(key + " (" + entry.id() + ")", entry.id(), entry, codes));
        }
        return rules;
    }

    private Rule rule(String key, String id, PolicyFile.RuleEntry entry, Set<String> codes) {
        String category = entry.category();
        if (category == null || !codes.contains(category)) {
            throw wrong(key + ".category", category, "one of " + codes);
        }
        double score = entry.score() == null ? CERTAIN : entry.score();
        if (!(score > 0 && score <= 1)) {
            throw wrong(key + ".score", score, "above 0, at most 1");
        }
        var conditions = new ArrayList<Condition>();
        if (entry.phrases() != null) {
            conditions.add(new Condition.Near(List.of(list(key + ".phrases", entry.phrases())), LONGEST_PHRASE));
        }
        if (entry.near() != null) {
            entry.near().forEach(near -> conditions.add(near(key + ".near", near)));
        }
        if (entry.regexes() != null) {
            entry.regexes().forEach(regex -> conditions.add(regex(key + ".regex", regex)));
        }
        if (conditions.isEmpty()) {
            throw wrong(key, "no condition", "phrases, near or regex");
        }
        return new Rule(id, category, score, stages(key + ".stages", entry.stages()), conditions);
    }

    private Set<Stage> stages(String key, @Nullable List<@Nullable String> words) {
        if (words == null) {
            return EnumSet.allOf(Stage.class);
        }
        var stages = EnumSet.noneOf(Stage.class);
        for (String word : words) {
            if (Stage.PROMPT.word().equals(word)) {
                stages.add(Stage.PROMPT);
            } else if (Stage.RESPONSE.word().equals(word)) {
                stages.add(Stage.RESPONSE);
            } else {
                throw wrong(key, word, "prompt, response");
            }
        }
        if (stages.isEmpty()) {
            throw wrong(key, "[]", "at least one stage, or no key for both");
        }
        return stages;
    }

    private Condition near(String key, PolicyFile.@Nullable NearEntry entry) {
        if (entry == null || entry.lists() == null || entry.lists().isEmpty()) {
            throw wrong(key + ".lists", "none", "names of lists");
        }
        Integer within = entry.within();
        if (within == null || within < 1 || within > WIDEST_SPAN) {
            throw wrong(key + ".within", within, "1.." + WIDEST_SPAN + " words");
        }
        var indices = new ArrayList<Integer>();
        for (String name : entry.lists()) {
            Integer index = name == null ? null : lists.get(name);
            if (index == null) {
                throw wrong(key + ".lists", name, "one of " + lists.keySet());
            }
            indices.add(index);
        }
        return new Condition.Near(indices, within);
    }

    private Condition regex(String key, @Nullable String regex) {
        if (regex == null || regex.isEmpty() || regex.length() > LONGEST_REGEX) {
            throw wrong(
                    key, regex == null ? null : regex.length() + " characters", "1.." + LONGEST_REGEX + " characters");
        }
        try {
            var pattern = Pattern.compile(regex);
            if (pattern.matcher("").find()) {
                throw wrong(key, regex, "a pattern that does not match the empty text");
            }
            return new Condition.Regex(pattern);
        } catch (PatternSyntaxException e) {
            throw wrong(key, regex, "RE2 syntax; " + e.getDescription());
        }
    }

    private int list(String key, @Nullable List<@Nullable String> phrases) {
        int index = listCount++;
        addPhrases(key, index, phrases);
        return index;
    }

    /** Adds phrases to the lexicon in both foldings, so that each view of a text finds its own. */
    private void addPhrases(String key, int index, @Nullable List<@Nullable String> phrases) {
        if (phrases == null || phrases.isEmpty()) {
            throw wrong(key, "none", "at least one phrase");
        }
        for (String phrase : phrases) {
            String plain = phrase == null ? "" : TextFolding.plain(phrase);
            List<String> words = Words.of(plain);
            if (words.isEmpty() || words.size() > LONGEST_PHRASE) {
                throw wrong(key, phrase, "1.." + LONGEST_PHRASE + " words");
            }
            if (++phraseCount > MOST_PHRASES) {
                throw wrong(key, "too many phrases", "at most " + MOST_PHRASES + " in the file");
            }
            lexicon.add(index, words);
            List<String> skeleton = Words.of(TextFolding.skeleton(plain));
            if (!skeleton.equals(words) && !skeleton.isEmpty()) {
                lexicon.add(index, skeleton);
            }
        }
    }

    private SettingException wrong(String key, @Nullable Object value, String expected) {
        return new SettingException(
                source + ": " + "%s: %s (expected: %s)".formatted(key, value == null ? "missing" : value, expected));
    }
}
