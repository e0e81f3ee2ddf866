package looplm.eval.run;

import java.time.Duration;

/**
 * How runs are executed.
 *
 * @param concurrency items asked at once
 * @param batch rows saved at once, at most
 * @param flushInterval longest time that a row waits to be saved
 * @param timeoutsInARow items without an answer in time, one after the other, that end a run
 * @param lease how long a run stays a process's without a sign of life
 * @param poll how often the queue is looked at for runs that other replicas left or took in
 * @param queueLength runs that may be unfinished at once
 */
public record RunSettings(
        int concurrency,
        int batch,
        Duration flushInterval,
        int timeoutsInARow,
        Duration lease,
        Duration poll,
        int queueLength) {}
