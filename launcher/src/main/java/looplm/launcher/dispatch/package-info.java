/**
 * Commands that live in other modules and run with those modules' class paths.
 *
 * <p>Starting point: {@link looplm.launcher.dispatch.ModelCommands}.
 */
@NullMarked
package looplm.launcher.dispatch;

import org.jspecify.annotations.NullMarked;
