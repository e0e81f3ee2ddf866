/**
 * Mutated checkpoints, loaded in a process of their own so that its death is seen and counted. A few hundred in every
 * build; docs/experiments.md has the command for thousands and what it found.
 *
 * <p>Starting points: {@link looplm.model.fuzz.CheckpointFuzzTest}, {@link looplm.model.fuzz.Stratum}.
 */
@NullMarked
package looplm.model.fuzz;

import org.jspecify.annotations.NullMarked;
