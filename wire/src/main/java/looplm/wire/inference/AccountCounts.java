package looplm.wire.inference;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What every account has cost one inference-service, to reconcile with: {@code GET /internal/accounts}. An attempt is added
 * once, when it ends, with the count that {@code /internal/requests/{id}} keeps of it.
 *
 * @param since when counting began, at the start of the service
 * @param accounts in the order of their names
 * @param others those that came when there were as many accounts as are kept apart, together; null if there were none
 */
public record AccountCounts(
        Instant since,
        List<AccountCount> accounts,
        @Nullable Total others) {

    public AccountCounts {
        accounts = List.copyOf(accounts);
    }

    /** One account: {@code GET /internal/accounts/{account}}. */
    public record AccountCount(String account, Instant since, Total total) {}

    /**
     * @param attempts that ended, however they did
     * @param billedSteps promptSteps + executedSteps
     */
    public record Total(
            long attempts,
            @JsonProperty("prompt_steps") long promptSteps,
            @JsonProperty("executed_steps") long executedSteps,
            @JsonProperty("billed_steps") long billedSteps) {}
}
