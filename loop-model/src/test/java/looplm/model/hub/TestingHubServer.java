package looplm.model.hub;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import tools.jackson.databind.json.JsonMapper;

/** A hub on this machine: lists and serves the files of one repository, with ranges, and misbehaves where it is told to. */
public final class TestingHubServer implements AutoCloseable {

    public static final String REPOSITORY = "acme/tiny";
    public static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";

    /** Answers one request in place of the server; false leaves it to the server. */
    @FunctionalInterface
    public interface Misbehaviour {

        boolean answer(HttpExchange exchange) throws IOException;
    }

    /** A request as it came in. */
    public record Seen(String path, Optional<String> authorization, Optional<String> range, Optional<String> ifRange) {}

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Map<String, byte[]> files = new TreeMap<>();
    private final Map<String, Object> extraListed = new TreeMap<>();
    private final Map<String, Deque<Misbehaviour>> misbehaviours = new ConcurrentHashMap<>();
    private final List<Seen> seen = new CopyOnWriteArrayList<>();
    private volatile String etagSalt = "";

    private TestingHubServer(HttpServer server) {
        this.server = server;
    }

    public static TestingHubServer start() {
        try {
            var http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            var hub = new TestingHubServer(http);
            http.createContext("/", hub::handle);
            http.setExecutor(hub.threads);
            http.start();
            return hub;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** Serves the files of a directory. */
    public TestingHubServer serve(Path directory) throws IOException {
        try (Stream<Path> list = Files.list(directory)) {
            for (Path file : list.toList()) {
                serve(file.getFileName().toString(), Files.readAllBytes(file));
            }
        }
        return this;
    }

    public TestingHubServer serve(String name, byte[] content) {
        files.put(name, content);
        return this;
    }

    /** Lists a file that it does not have, or lists one wrongly. */
    public TestingHubServer list(String name, Map<String, ?> entry) {
        extraListed.put(name, entry);
        return this;
    }

    /** The next request for this file, or for the listing ({@code ""}), is answered so. */
    public TestingHubServer next(String name, Misbehaviour misbehaviour) {
        misbehaviours.computeIfAbsent(name, key -> new ArrayDeque<>()).add(misbehaviour);
        return this;
    }

    /** From now on every validator is another one. */
    public void changeEtags() {
        etagSalt = "changed-";
    }

    public List<Seen> seen() {
        return List.copyOf(seen);
    }

    public List<Seen> seen(String name) {
        return seen.stream()
                .filter(request -> request.path().endsWith("/" + name))
                .toList();
    }

    /** Sends the first bytes of the whole file and hangs up. */
    public Misbehaviour cutAfter(String name, int bytes) {
        return stallAfter(name, bytes, new CountDownLatch(0));
    }

    /** Sends the first bytes of the whole file and no more until it is released; then hangs up. */
    public Misbehaviour stallAfter(String name, int bytes, CountDownLatch release) {
        return exchange -> {
            byte[] content = files.get(name);
            exchange.getResponseHeaders().set("ETag", etag(content));
            exchange.sendResponseHeaders(200, content.length);
            exchange.getResponseBody().write(content, 0, bytes);
            exchange.getResponseBody().flush();
            try {
                release.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            exchange.close();
            return true;
        };
    }

    public static Misbehaviour status(int status, String... headers) {
        return exchange -> {
            for (int i = 0; i < headers.length; i += 2) {
                exchange.getResponseHeaders().set(headers[i], headers[i + 1]);
            }
            exchange.sendResponseHeaders(status, -1);
            exchange.close();
            return true;
        };
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private void handle(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        seen.add(new Seen(
                path, header(exchange, "Authorization"), header(exchange, "Range"), header(exchange, "If-Range")));
        boolean isListing = path.startsWith("/api/models/" + REPOSITORY + "/revision/");
        String name = isListing ? "" : path.substring(path.lastIndexOf('/') + 1);
        Deque<Misbehaviour> queue = misbehaviours.getOrDefault(name, new ArrayDeque<>());
        if (!queue.isEmpty() && queue.poll().answer(exchange)) {
            return;
        }
        if (isListing) {
            send(exchange, 200, listing());
        } else if (files.containsKey(name)) {
            sendFile(exchange, files.get(name));
        } else {
            send(exchange, 404, new byte[0]);
        }
    }

    private void sendFile(HttpExchange exchange, byte[] content) throws IOException {
        String etag = etag(content);
        exchange.getResponseHeaders().set("ETag", etag);
        Optional<String> range = header(exchange, "Range");
        Optional<String> ifRange = header(exchange, "If-Range");
        if (range.isPresent() && (ifRange.isEmpty() || ifRange.get().equals(etag))) {
            int from = Integer.parseInt(range.get().replaceAll("\\D", ""));
            if (from >= content.length) {
                send(exchange, 416, new byte[0]);
                return;
            }
            exchange.getResponseHeaders()
                    .set("Content-Range", "bytes " + from + "-" + (content.length - 1) + "/" + content.length);
            send(exchange, 206, Arrays.copyOfRange(content, from, content.length));
        } else {
            send(exchange, 200, content);
        }
    }

    /** What it answers when asked what there is. */
    public byte[] listing() {
        var siblings = new ArrayList<>();
        files.forEach((name, content) -> {
            if (!extraListed.containsKey(name)) {
                siblings.add(entry(name, content));
            }
        });
        siblings.addAll(extraListed.values());
        return JsonMapper.shared().writeValueAsBytes(Map.of("id", REPOSITORY, "sha", COMMIT, "siblings", siblings));
    }

    /** Weights as the hub stores large files, all else as git does. */
    public static Map<String, Object> entry(String name, byte[] content) {
        return name.endsWith(".safetensors")
                ? Map.of(
                        "rfilename",
                        name,
                        "size",
                        content.length,
                        "lfs",
                        Map.of("sha256", hex("SHA-256", new byte[0], content), "size", content.length))
                : Map.of(
                        "rfilename",
                        name,
                        "size",
                        content.length,
                        "blobId",
                        hex("SHA-1", ("blob " + content.length + "\0").getBytes(UTF_8), content));
    }

    private String etag(byte[] content) {
        return "\"" + etagSalt + hex("SHA-1", new byte[0], content) + "\"";
    }

    private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        if (body.length > 0) {
            exchange.getResponseBody().write(body);
        }
        exchange.close();
    }

    private static Optional<String> header(HttpExchange exchange, String name) {
        return Optional.ofNullable(exchange.getRequestHeaders().getFirst(name));
    }

    private static String hex(String algorithm, byte[] before, byte[] content) {
        try {
            MessageDigest digest = MessageDigest.getInstance(algorithm);
            digest.update(before);
            return HexFormat.of().formatHex(digest.digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
