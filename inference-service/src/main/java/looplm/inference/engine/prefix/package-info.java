/**
 * Memory for keys and values, and the beginnings of prompts that are kept in it for others.
 *
 * <p>Starting points: {@link looplm.inference.engine.prefix.KvMemory}, {@link
 * looplm.inference.engine.prefix.PrefixCache}.
 */
@NullMarked
package looplm.inference.engine.prefix;

import org.jspecify.annotations.NullMarked;
