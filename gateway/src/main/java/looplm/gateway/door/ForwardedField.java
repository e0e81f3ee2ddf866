package looplm.gateway.door;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.http.HttpHeaders;

/** Reads what proxies write about whom they speak for: comma-separated lists, and RFC 7239's {@code Forwarded}. */
final class ForwardedField {

    /** An address as it stands there: bare, or with a port, or an IPv6 one in brackets. */
    private static final Pattern NODE = Pattern.compile(
            "\\[([0-9A-Fa-f:.]+)](?::\\d+)?|(\\d+(?:\\.\\d+){3})(?::\\d+)?" + "|([0-9A-Fa-f]*:[0-9A-Fa-f:.]*)");

    private static final int MOST_HOPS = 32;

    private ForwardedField() {}

    /** The values of a header's lines, in order; no more than the last few, where the nearest proxies wrote. */
    static List<String> list(HttpHeaders headers, String name) {
        List<String> values = headers.getOrEmpty(name).stream()
                .flatMap(line -> Arrays.stream(line.split(",")))
                .map(String::strip)
                .toList();
        return values.subList(Math.max(0, values.size() - MOST_HOPS), values.size());
    }

    /** One parameter of every hop; empty text where a hop does not tell it. */
    static List<String> all(HttpHeaders headers, String name, String parameter) {
        return list(headers, name).stream()
                .map(hop -> parameter(hop, parameter))
                .toList();
    }

    private static String parameter(String hop, String name) {
        return Arrays.stream(hop.split(";"))
                .map(String::strip)
                .filter(pair -> pair.regionMatches(true, 0, name + "=", 0, name.length() + 1))
                .map(pair -> pair.substring(name.length() + 1).replace("\"", ""))
                .findFirst()
                .orElse("");
    }

    /** Empty for {@code unknown}, obfuscated names and nonsense. */
    static Optional<InetAddress> address(String node) {
        Matcher matcher = NODE.matcher(node);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        String literal = matcher.group(1) != null
                ? matcher.group(1)
                : matcher.group(2) != null ? matcher.group(2) : matcher.group(3);
        try {
            return Optional.of(InetAddress.ofLiteral(literal));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }
}
