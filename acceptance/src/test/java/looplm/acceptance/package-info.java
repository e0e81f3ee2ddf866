/**
 * The platform as its users meet it: the {@code looplm} command starts it on real processes, a real database and the
 * committed model, and the tests speak HTTP to it.
 *
 * <p>Starting points: {@link looplm.acceptance.Platform} starts and stops it, {@link looplm.acceptance.FirstAnswerIT}
 * sends the first request.
 */
@NullMarked
package looplm.acceptance;

import org.jspecify.annotations.NullMarked;
