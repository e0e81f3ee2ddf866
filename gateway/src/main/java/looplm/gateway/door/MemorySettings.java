package looplm.gateway.door;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import looplm.edge.JsonBounds;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What clients together may fill of the memory.
 *
 * @param jsonTokens names, values and brackets of one body
 */
public record MemorySettings(
        @DefaultValue("" + JsonBounds.USUAL_TOKENS) @Min(100) @Max(10_000_000)
        int jsonTokens) {}
