package looplm.safety.assessment;

/**
 * @param characters UTF-16 units of one request, all texts together
 * @param texts messages or moderation inputs of one request
 */
public record AssessmentLimits(int characters, int texts) {}
