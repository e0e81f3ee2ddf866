package looplm.wire.openai;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * @param billedSteps recurrent steps billed up to this chunk, cumulative
 */
public record ChunkLoop(@JsonProperty("billed_steps") long billedSteps) {}
