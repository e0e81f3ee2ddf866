package looplm.inference.admission;

/**
 * Limits of a request's fields that the operator sets.
 *
 * @param stopTexts stop texts at most
 * @param stopLength characters of a stop text at most
 */
public record FieldLimits(int stopTexts, int stopLength) {}
