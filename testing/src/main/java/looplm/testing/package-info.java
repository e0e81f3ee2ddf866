/**
 * Real parts that tests of several modules share.
 *
 * <p>Starting points: {@link looplm.testing.TestPostgres} for a database with the production roles, {@link
 * looplm.testing.HouseRules} for the architecture rules every module checks itself against.
 */
@NullMarked
package looplm.testing;

import org.jspecify.annotations.NullMarked;
