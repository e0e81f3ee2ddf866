package looplm.model.hub;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URI;
import java.net.URLEncoder;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Where a hub is.
 *
 * @param base scheme, host, port and perhaps a path
 */
public record HubEndpoint(URI base) {

    /** The hub that model cards mean when they name no other; a mirror takes its place by option or environment. */
    public static final String DEFAULT = "https://huggingface.co";

    public HubEndpoint {
        boolean usable = isHttp(base)
                && base.getHost() != null
                && base.getUserInfo() == null
                && base.getQuery() == null
                && base.getFragment() == null;
        if (!usable) {
            throw new IllegalArgumentException("--endpoint: " + base + " (expected: http(s)://HOST[:PORT][/PATH])");
        }
    }

    /** Takes the address as a user writes it. */
    public static HubEndpoint of(String address) {
        try {
            return new HubEndpoint(URI.create(address.replaceAll("/+$", "")));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "--endpoint: " + address + " (expected: http(s)://HOST[:PORT][/PATH])", e);
        }
    }

    /** The files of a version with sizes and hashes, and its commit. */
    URI listing(HubRepository repository) {
        return URI.create(base + "/api/models/" + repository.id() + "/revision/" + encoded(repository.revision())
                + "?blobs=true");
    }

    /** The bytes of one file of a commit. */
    URI file(HubRepository repository, String commit, String name) {
        String path = Arrays.stream(name.split("/")).map(HubEndpoint::encoded).collect(Collectors.joining("/"));
        return URI.create(base + "/" + repository.id() + "/resolve/" + encoded(commit) + "/" + path);
    }

    /** Whether what is sent there can be read on the way. */
    public boolean isExposed() {
        return !"https".equalsIgnoreCase(base.getScheme()) && !isLoopback(base.getHost());
    }

    static boolean isHttp(URI uri) {
        return "https".equalsIgnoreCase(uri.getScheme()) || "http".equalsIgnoreCase(uri.getScheme());
    }

    /** Whether both are one server for a browser: the same scheme, host and port. */
    static boolean sameOrigin(URI one, URI other) {
        return one.getScheme().equalsIgnoreCase(other.getScheme())
                && one.getHost().equalsIgnoreCase(other.getHost())
                && port(one) == port(other);
    }

    private static int port(URI uri) {
        int standard = "https".equalsIgnoreCase(uri.getScheme()) ? 443 : 80;
        return uri.getPort() < 0 ? standard : uri.getPort();
    }

    private static boolean isLoopback(String host) {
        String name = host.toLowerCase(Locale.ROOT);
        return name.equals("localhost") || name.startsWith("127.") || name.equals("[::1]");
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, UTF_8).replace("+", "%20");
    }
}
