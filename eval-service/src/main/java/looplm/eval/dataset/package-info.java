/**
 * Questions with their right answers, read from JSONL files whose SHA-256 a suite pins.
 *
 * <p>Starting points: {@link looplm.eval.dataset.Item}, {@link looplm.eval.dataset.DatasetReader}.
 */
@NullMarked
package looplm.eval.dataset;

import org.jspecify.annotations.NullMarked;
