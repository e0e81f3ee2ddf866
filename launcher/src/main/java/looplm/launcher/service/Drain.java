package looplm.launcher.service;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;
import looplm.launcher.home.DataDirectory;
import looplm.launcher.supervise.StopRule;

/**
 * How long a service may take to end: what its settings allow each part of a stop, written by {@link Settings} and
 * perhaps changed in {@code local.yaml}, and a while for the JVM itself. Nothing is killed that still keeps to it.
 *
 * @param parts settings of the service by name, each the longest that one part of a stop takes
 */
public record Drain(Map<String, Duration> parts) {

    private static final Duration JVM = Duration.ofSeconds(10);
    private static final String WEB_SERVER = "spring.lifecycle.timeout-per-shutdown-phase";

    /** The database and a recording that goes on. */
    private static final Duration BESIDE_SERVICES = Duration.ofSeconds(90);

    /** What no setting bounds: safety's last decisions are written for ten seconds. */
    private static final Duration UNSET = Duration.ofSeconds(10);

    /** The settings that {@code up} gives. */
    static Drain of(Service service) {
        var parts = new LinkedHashMap<String, Duration>();
        parts.put(
                WEB_SERVER,
                switch (service) {
                    case GATEWAY -> Duration.ofSeconds(30);
                    case INFERENCE -> Duration.ofSeconds(20);
                    case SAFETY, EVAL -> Duration.ofSeconds(15);
                });
        switch (service) {
            case GATEWAY -> parts.put("looplm.gateway.audit.drain-timeout", Duration.ofSeconds(10));
            case INFERENCE -> parts.put("looplm.inference.drain-limit", Duration.ofSeconds(30));
            case SAFETY, EVAL -> {
                // nothing beside the web server that could be set
            }
        }
        return new Drain(parts);
    }

    /** The order and the patience with which the programs of a data directory are stopped, by their names. */
    public static Function<String, StopRule> rules(DataDirectory data) {
        return name -> Service.named(name)
                .map(service -> new StopRule(
                        service.stopRank(), of(service).with(data, service).grace()))
                .orElse(new StopRule(0, JVM));
    }

    /** The longest that a supervisor takes to stop everything in order. */
    public static Duration all(DataDirectory data) {
        Map<Integer, Duration> ranks = new TreeMap<>();
        for (Service service : Service.values()) {
            StopRule rule = rules(data).apply(service.program());
            ranks.merge(rule.rank(), rule.grace(), (one, other) -> one.compareTo(other) > 0 ? one : other);
        }
        return ranks.values().stream().reduce(BESIDE_SERVICES, Duration::plus);
    }

    /** Takes the operator's own settings in {@code local.yaml}. */
    Drain with(DataDirectory data, Service service) {
        String own = text(data.config(service.program()).resolve("local.yaml"));
        var changed = new LinkedHashMap<String, Duration>();
        parts.forEach((name, time) -> changed.put(name, in(own, name).orElse(time)));
        return new Drain(changed);
    }

    Duration grace() {
        return parts.values().stream().reduce(JVM.plus(UNSET), Duration::plus);
    }

    /** The last part of the name tells the setting, nested or dotted as it may stand. */
    private static Optional<Duration> in(String yaml, String name) {
        String key = name.substring(name.lastIndexOf('.') + 1);
        var found = Pattern.compile("(?m)^[^#\n]*\\b" + key + ":\\s*['\"]?(\\d{1,9})(ms|s|m|h)?\\b")
                .matcher(yaml);
        if (!found.find()) {
            return Optional.empty();
        }
        long count = Long.parseLong(found.group(1));
        return Optional.of(
                switch (found.group(2)) {
                    case "s" -> Duration.ofSeconds(count);
                    case "m" -> Duration.ofMinutes(count);
                    case "h" -> Duration.ofHours(count);
                    case null, default -> Duration.ofMillis(count);
                });
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException none) {
            return "";
        }
    }
}
