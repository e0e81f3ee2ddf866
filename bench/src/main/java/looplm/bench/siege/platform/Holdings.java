package looplm.bench.siege.platform;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What the platform holds at one moment.
 *
 * @param residentBytes by service
 * @param descriptors by service
 * @param kvBlocks of running requests
 * @param unwrittenRows of the audit, those of running requests included
 * @param breakersOpen of the gateway
 */
public record Holdings(
        @JsonProperty("resident_bytes") Map<String, Long> residentBytes,
        Map<String, Integer> descriptors,
        @JsonProperty("kv_blocks") long kvBlocks,
        @JsonProperty("running_requests") long runningRequests,
        @JsonProperty("unwritten_rows") long unwrittenRows,
        @JsonProperty("breakers_open") int breakersOpen) {

    private static final List<String> SERVICES = List.of("gateway", "inference", "safety", "eval");
    private static final int GATEWAY = 0;
    private static final int INFERENCE = 1;
    private static final long KIB = 1024;

    public static Holdings of(BesiegedPlatform platform) throws IOException, InterruptedException {
        var resident = new TreeMap<String, Long>();
        var descriptors = new TreeMap<String, Integer>();
        for (String service : SERVICES) {
            Path process = Path.of("/proc/" + platform.pid(service));
            resident.put(service, resident(process));
            descriptors.put(service, descriptors(process));
        }
        String inference = platform.metrics(INFERENCE);
        String gateway = platform.metrics(GATEWAY);
        return new Holdings(
                resident,
                descriptors,
                (long) value(inference, "looplm_kv_blocks_reserved"),
                (long) (value(inference, "looplm_num_requests_running")
                        + value(inference, "looplm_num_requests_waiting")),
                (long) value(gateway, "looplm_gateway_audit_unwritten"),
                (int) gateway.lines()
                        .filter(line -> line.startsWith("resilience4j_circuitbreaker_state{"))
                        .filter(line -> line.contains("state=\"open\"") && line.endsWith(" 1.0"))
                        .count());
    }

    private static double value(String page, String metric) {
        return page.lines()
                .filter(line -> line.startsWith(metric + "{") || line.startsWith(metric + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    private static long resident(Path process) throws IOException {
        try (Stream<String> lines = Files.lines(process.resolve("status"))) {
            return lines.filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * KIB)
                    .sum();
        }
    }

    private static int descriptors(Path process) throws IOException {
        try (Stream<Path> files = Files.list(process.resolve("fd"))) {
            return (int) files.count();
        }
    }
}
