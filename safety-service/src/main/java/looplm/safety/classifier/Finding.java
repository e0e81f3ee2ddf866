package looplm.safety.classifier;

/**
 * A hazard that a classifier sees in a text.
 *
 * @param code the category's code, such as {@code S9}
 * @param score in [0,1]
 * @param reason which rule or model says so, such as {@code rule:make-weapon}
 */
public record Finding(String code, double score, String reason) {}
