/**
 * How deep a request runs: the bounds a client may ask for, and what a deepened request is made to run.
 *
 * <p>Who wins: safety before the client. Starting point: {@link looplm.gateway.depth.DepthPolicy}.
 */
@NullMarked
package looplm.gateway.depth;

import org.jspecify.annotations.NullMarked;
