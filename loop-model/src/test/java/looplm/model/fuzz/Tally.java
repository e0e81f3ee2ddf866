package looplm.model.fuzz;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What became of the mutants of one stratum. */
final class Tally {

    private final Stratum stratum;
    private final Map<Trial.Outcome, Integer> outcomes = new EnumMap<>(Trial.Outcome.class);
    private final List<String> faults = new ArrayList<>();
    private int tried;
    private int parsed;
    private int crashes;
    private int current;

    Tally(Stratum stratum) {
        this.stratum = stratum;
    }

    int tried() {
        return tried;
    }

    void begin(int number, boolean isPastTheParser) {
        current = number;
        tried++;
        parsed += isPastTheParser ? 1 : 0;
    }

    /** Takes "OUTCOME detail". */
    void end(String result) {
        String[] fields = result.split(" ", 2);
        var outcome = Trial.Outcome.valueOf(fields[0]);
        outcomes.merge(outcome, 1, Integer::sum);
        if (outcome == Trial.Outcome.OTHER_EXCEPTION) {
            faults.add(stratum + " " + current + ": " + fields[1]);
        }
    }

    void crashed(int exitCode) {
        crashes++;
        faults.add(stratum + " " + current + ": the process ended with " + exitCode);
    }

    /** Mutants that must not be: other exceptions and crashes, each with its number. */
    List<String> faults() {
        return List.copyOf(faults);
    }

    int parsed() {
        return parsed;
    }

    int loaded() {
        return outcomes.getOrDefault(Trial.Outcome.LOADED, 0);
    }

    static String heading() {
        return """
                | stratum | tried | past the JSON parser | loaded as f32, bf16 and int8 | refused | clear errors in use | other exceptions | crashes |
                |---|---|---|---|---|---|---|---|
                """;
    }

    String row() {
        return "| %s | %d | %d | %d | %d | %d | %d | %d |%n"
                .formatted(
                        stratum.name().toLowerCase(Locale.ROOT).replace('_', ' '),
                        tried,
                        parsed,
                        loaded(),
                        outcomes.getOrDefault(Trial.Outcome.REFUSED, 0),
                        outcomes.getOrDefault(Trial.Outcome.FAILED_IN_USE, 0),
                        outcomes.getOrDefault(Trial.Outcome.OTHER_EXCEPTION, 0),
                        crashes);
    }
}
