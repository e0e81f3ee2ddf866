/**
 * The console: one page, rendered on the server, without a script. Health of the services, and accuracy by depth of the
 * latest evaluation.
 *
 * <p>Starting points: {@link looplm.gateway.console.ConsoleController}, {@link looplm.gateway.console.DepthChart}, {@link
 * looplm.gateway.console.ConsoleLogin}.
 */
@NullMarked
package looplm.gateway.console;

import org.jspecify.annotations.NullMarked;
