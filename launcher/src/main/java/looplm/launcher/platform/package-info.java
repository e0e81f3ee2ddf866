/**
 * The commands that start, stop and show a platform. {@code up} starts a supervisor as a process of its own and follows
 * what that writes down; with {@code --detach} it leaves once all is ready, without it the supervisor ends with it.
 *
 * <p>Starting points: {@link looplm.launcher.platform.UpCommand}, {@link looplm.launcher.platform.SuperviseCommand}.
 */
@NullMarked
package looplm.launcher.platform;

import org.jspecify.annotations.NullMarked;
