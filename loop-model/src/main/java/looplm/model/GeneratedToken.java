package looplm.model;

/**
 * One token of an answer.
 *
 * @param id its id
 * @param exitStep the step whose logits it was drawn from, as a count from 1
 * @param executedSteps recurrent steps run for it in decode, as a count; 0 for the first token, which the prompt paid
 * @param logProbability natural logarithm of its probability at temperature 1
 * @param exitCdf cumulative exit probability after each step up to the last one run; 1 at the deepest
 */
public record GeneratedToken(int id, int exitStep, int executedSteps, double logProbability, float[] exitCdf) {}
