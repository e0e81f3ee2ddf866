package looplm.inference.admission;

import looplm.inference.engine.token.TokenEvent;

/**
 * What happens to one of a request's answers.
 *
 * @param answer its index, from 0
 */
public record AnswerEvent(int answer, TokenEvent event) {}
