/**
 * Log files of programs: bounded in size, their ends, and what is being added to them.
 *
 * <p>Starting points: {@link looplm.launcher.logs.LogFiles}, {@link looplm.launcher.logs.LogFollower}.
 */
@NullMarked
package looplm.launcher.logs;

import org.jspecify.annotations.NullMarked;
