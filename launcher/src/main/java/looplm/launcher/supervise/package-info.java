/**
 * Keeps programs running: starts them in order, waits until they are ready, starts them again when they die, stops them
 * in order, and writes down what is going on for other processes to read.
 *
 * <p>Starting points: {@link looplm.launcher.supervise.WatchedProgram}, the thing that is kept running; {@link
 * looplm.launcher.supervise.Watch}, which keeps one of them; {@link looplm.launcher.supervise.Supervisor}.
 */
@NullMarked
package looplm.launcher.supervise;

import org.jspecify.annotations.NullMarked;
