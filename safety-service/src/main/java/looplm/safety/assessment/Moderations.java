package looplm.safety.assessment;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import looplm.wire.safety.Assessment;
import looplm.wire.safety.Assessment.Verdict;
import looplm.wire.safety.Moderation;

/** Tells assessments in OpenAI's words. */
final class Moderations {

    /** OpenAI's categories of text, as their SDKs list them. */
    private static final List<String> NAMES = List.of(
            "harassment",
            "harassment/threatening",
            "hate",
            "hate/threatening",
            "illicit",
            "illicit/violent",
            "self-harm",
            "self-harm/intent",
            "self-harm/instructions",
            "sexual",
            "sexual/minors",
            "violence",
            "violence/graphic");

    /** MLCommons hazard codes; a code without a counterpart shows in {@code looplm_hazards} only. */
    private static final Map<String, String> BY_HAZARD = Map.ofEntries(
            Map.entry("S1", "illicit/violent"),
            Map.entry("S2", "illicit"),
            Map.entry("S3", "sexual"),
            Map.entry("S4", "sexual/minors"),
            Map.entry("S5", "harassment"),
            Map.entry("S9", "illicit/violent"),
            Map.entry("S10", "hate"),
            Map.entry("S11", "self-harm"),
            Map.entry("S12", "sexual"));

    private Moderations() {}

    static Moderation of(List<Assessment> assessments) {
        return new Moderation(
                "modr-" + UUID.randomUUID(),
                "looplm-safety@" + assessments.getFirst().policyVersion(),
                assessments.stream().map(Moderations::result).toList());
    }

    private static Moderation.Result result(Assessment assessment) {
        var scores = new LinkedHashMap<String, Double>();
        NAMES.forEach(name -> scores.put(name, 0.0));
        for (Assessment.Category category : assessment.categories()) {
            String name = BY_HAZARD.get(category.code());
            if (name != null) {
                scores.merge(name, category.score(), Math::max);
            }
        }
        var flags = new LinkedHashMap<String, Boolean>();
        scores.forEach((name, score) -> flags.put(name, score > 0));
        return new Moderation.Result(
                assessment.verdict() == Verdict.FLAGGED, flags, scores, assessment.categories(), assessment.action());
    }
}
