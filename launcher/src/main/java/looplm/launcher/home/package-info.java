/**
 * Where things lie: the checkout with what was built, and the data directory with everything that a platform leaves
 * behind.
 *
 * <p>Starting points: {@link looplm.launcher.home.Checkout}, {@link looplm.launcher.home.DataDirectory}.
 */
@NullMarked
package looplm.launcher.home;

import org.jspecify.annotations.NullMarked;
