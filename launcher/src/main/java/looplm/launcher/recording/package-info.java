/**
 * Makes starts quicker: a platform of its own, beside the one that is up and of low priority, is started, asked and ended,
 * and what its JVMs wrote down becomes the {@link looplm.launcher.service.StartCache} of each service.
 *
 * <p>Starting points: {@link looplm.launcher.recording.Recorder}, which a supervisor holds; {@link
 * looplm.launcher.recording.RecordCommand}, the process that does it.
 */
@NullMarked
package looplm.launcher.recording;

import org.jspecify.annotations.NullMarked;
