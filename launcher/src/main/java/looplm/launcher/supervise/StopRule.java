package looplm.launcher.supervise;

import java.time.Duration;

/**
 * How a program is stopped.
 *
 * @param rank lower ones are stopped first, equal ones together
 * @param grace how long it may take before it is killed
 */
public record StopRule(int rank, Duration grace) {}
