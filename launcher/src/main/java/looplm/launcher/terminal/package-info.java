/**
 * What a command says and how it fails: picocli's writers, one exception whose message is meant for the user.
 *
 * <p>Starting points: {@link looplm.launcher.terminal.Output}, {@link looplm.launcher.terminal.CommandFailure}.
 */
@NullMarked
package looplm.launcher.terminal;

import org.jspecify.annotations.NullMarked;
