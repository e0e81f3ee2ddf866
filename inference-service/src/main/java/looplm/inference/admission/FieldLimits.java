package looplm.inference.admission;

import java.time.Duration;

/**
 * Limits of requests that the operator sets.
 *
 * @param stopTexts stop texts at most
 * @param stopLength characters of a stop text at most
 * @param answers answers to one prompt at most
 * @param waitLimit time to wait for a row
 * @param answerLimit time to the end of the answer, waiting included
 */
public record FieldLimits(int stopTexts, int stopLength, int answers, Duration waitLimit, Duration answerLimit) {}
