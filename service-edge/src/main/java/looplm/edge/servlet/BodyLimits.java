package looplm.edge.servlet;

import java.time.Duration;
import org.springframework.util.unit.DataSize;

/**
 * What callers may send.
 *
 * @param size of one body
 * @param inFlight of the bodies of all requests that are being served, as far as they have come in
 * @param timeout from a request's arrival to the end of its body
 */
public record BodyLimits(DataSize size, DataSize inFlight, Duration timeout) {}
