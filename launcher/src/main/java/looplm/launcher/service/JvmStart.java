package looplm.launcher.service;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** How a service's JVM is started with regard to its {@link StartCache}. */
public sealed interface JvmStart {

    /** Options besides those that every start has. */
    List<String> options();

    /**
     * How long the service may take to end.
     *
     * @param drain what its settings allow it
     */
    Duration grace(Duration drain);

    /** As users have it: with the cache, once there is one. */
    record Cached(StartCache cache) implements JvmStart {

        @Override
        public List<String> options() {
            // a cache that doesn't fit is no news to anybody: the start is only as slow as without
            return cache.exists() ? List.of("-XX:AOTCache=" + cache.file(), "-Xlog:aot=off,cds=off") : List.of();
        }

        @Override
        public Duration grace(Duration drain) {
            return drain;
        }
    }

    /**
     * To find out what a cache has to hold; written when the service ends.
     *
     * @param configuration what is written
     */
    record Recorded(Path configuration) implements JvmStart {

        /** Beside its drain: it writes down all that it has seen. */
        private static final Duration WRITING = Duration.ofMinutes(5);

        /**
         * Ten times the usual thresholds of the optimising compiler. Code that only a start runs stays below them, so a
         * later start, which follows what was recorded, does not optimise it: that took a third of the processor time.
         * Requests come in numbers that get beyond.
         */
        private static final List<String> LATE_OPTIMISATION = List.of(
                "-XX:Tier4InvocationThreshold=50000",
                "-XX:Tier4MinInvocationThreshold=6000",
                "-XX:Tier4CompileThreshold=150000",
                "-XX:Tier4BackEdgeThreshold=400000");

        @Override
        public List<String> options() {
            List<String> options = new ArrayList<>(List.of(
                    "-XX:AOTMode=record", "-XX:AOTConfiguration=" + configuration, "-Xlog:aot=error,cds=error"));
            options.addAll(LATE_OPTIMISATION);
            return options;
        }

        @Override
        public Duration grace(Duration drain) {
            return drain.plus(WRITING);
        }
    }
}
