package looplm.wire.safety;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The decision on one text.
 *
 * @param effort {@code high} where the action is to deepen
 * @param byStep the judge's score after each recurrent step; empty where no judge was asked
 * @param reason why, in a word that operators can search for
 * @param policyVersion short hash of the policy that decided
 */
public record Assessment(
        Verdict verdict,
        Action action,
        @Nullable String effort,
        List<Category> categories,
        @JsonProperty("by_step") List<Double> byStep,
        String reason,
        @JsonProperty("policy_version") String policyVersion) {

    public Assessment {
        categories = List.copyOf(categories);
        byStep = List.copyOf(byStep);
    }

    public enum Verdict {
        @JsonProperty("allowed")
        ALLOWED,
        @JsonProperty("flagged")
        FLAGGED,
        @JsonProperty("undecided")
        UNDECIDED
    }

    public enum Action {
        @JsonProperty("allow")
        ALLOW,
        @JsonProperty("deepen")
        DEEPEN,
        @JsonProperty("block")
        BLOCK
    }

    /**
     * @param code hazard code, e.g. {@code S9} of MLCommons
     * @param score in [0,1]; 1 for an explicit rule
     */
    public record Category(String code, double score) {}
}
