/**
 * Runs the project's tests and counts them.
 *
 * <p>Starting points: {@link looplm.launcher.verify.TestCommand}, {@link looplm.launcher.verify.TestReports}.
 */
@NullMarked
package looplm.launcher.verify;

import org.jspecify.annotations.NullMarked;
