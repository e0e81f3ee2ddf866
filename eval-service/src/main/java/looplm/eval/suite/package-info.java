/**
 * Suites: which items are asked, how, at which depths. Versioned YAML beside their data.
 *
 * <p>Starting points: {@link looplm.eval.suite.Suite}, {@link looplm.eval.suite.Suites}.
 */
@NullMarked
package looplm.eval.suite;

import org.jspecify.annotations.NullMarked;
