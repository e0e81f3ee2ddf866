package looplm.inference.engine;

/** How urgent a request is. Within a class first come, first served. */
public enum Priority {
    /** Safety assessments: they hold up somebody else's request. They have rows reserved. */
    SAFETY,
    /** Everybody's requests. */
    NORMAL,
    /** Evaluations: they run where nothing else waits, but not never, see {@link AdmissionQueue}. */
    LOW
}
