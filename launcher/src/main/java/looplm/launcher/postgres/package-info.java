/**
 * The platform's own PostgreSQL: binaries that a Maven jar carries, a cluster in the data directory, durable settings,
 * the production roles.
 *
 * <p>Starting points: {@link looplm.launcher.postgres.PostgresProgram}, {@link
 * looplm.launcher.postgres.PostgresCluster}.
 */
@NullMarked
package looplm.launcher.postgres;

import org.jspecify.annotations.NullMarked;
