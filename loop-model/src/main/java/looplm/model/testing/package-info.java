/**
 * Test support that other modules use: a tiny model, a tokenizer that needs no vocabulary.
 *
 * <p>Starting points: {@link looplm.model.testing.TinyLoopLm}, {@link looplm.model.testing.ByteTokenizer}.
 */
@NullMarked
package looplm.model.testing;

import org.jspecify.annotations.NullMarked;
