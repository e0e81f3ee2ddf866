/**
 * The {@code looplm} command: starts, watches and stops a platform, runs its tests, asks it for evaluations, and hands
 * the commands that need a model to a process with that module's class path. Plain Java; depends on no service.
 *
 * <p>Starting points: {@link looplm.launcher.LoopLmCommand}; for {@code up}, the packages {@code platform} and {@code
 * supervise}.
 */
@NullMarked
package looplm.launcher;

import org.jspecify.annotations.NullMarked;
