/**
 * What services say to each other, as records: no logic beyond checks of a value, no Spring. {@link looplm.wire.Sha256},
 * {@link looplm.wire.PrintableText} and {@link looplm.wire.json.FieldPath} stand here because every module needs them and
 * all rest on this one.
 *
 * <p>Starting points: {@link looplm.wire.openai.ChatCompletionRequest} for the public API with its depth controls,
 * {@link looplm.wire.ErrorCode} for every error a client can see, {@link looplm.wire.Headers} for header names.
 */
@NullMarked
package looplm.wire;

import org.jspecify.annotations.NullMarked;
