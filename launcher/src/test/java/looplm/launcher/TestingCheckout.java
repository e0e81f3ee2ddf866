package looplm.launcher;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import looplm.launcher.home.Checkout;
import looplm.launcher.home.DataDirectory;
import looplm.launcher.service.Service;
import looplm.launcher.supervise.PlatformState;
import looplm.launcher.supervise.StateFile;

/** A checkout whose services are {@link TinyService}s, and the real command run on it as a user runs it. */
final class TestingCheckout {

    /** What {@code up} starts, by name. */
    static final List<String> PROGRAMS = List.of("postgres", "gateway", "inference", "safety", "eval");

    record Result(int exitCode, String out, String err) {}

    private final Path root;
    private final DataDirectory data;
    private final int port;
    private final AtomicInteger commands = new AtomicInteger();
    private final Map<Long, Path> outputs = new ConcurrentHashMap<>();

    /** @param root a new directory; its path may be as awkward as a user's */
    TestingCheckout(Path root) throws IOException {
        this.root = Files.createDirectories(root);
        this.data = new DataDirectory(root.resolve("data"));
        this.port = freePorts();
        for (Service service : Service.values()) {
            build(service);
        }
        Path model = Files.createDirectories(root.resolve("models/looplm-nano"));
        Files.writeString(model.resolve("config.json"), "{}");
    }

    DataDirectory data() {
        return data;
    }

    int port() {
        return port;
    }

    PlatformState state() {
        return lastState().orElseThrow();
    }

    /** Empty before the first start. */
    Optional<PlatformState> lastState() {
        return new StateFile(data.state()).read();
    }

    long pid(String program) {
        return state().program(program).orElseThrow().process().pid();
    }

    /** Makes the jar that the module's build would make. */
    void build(Service service) throws IOException {
        Path target = Files.createDirectories(root.resolve(service.module()).resolve("target"));
        var manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, TinyService.class.getName());
        String entry = TinyService.class.getName().replace('.', '/') + ".class";
        try (var jar = new JarOutputStream(
                        Files.newOutputStream(target.resolve(service.module() + "-0.1.0.jar")), manifest);
                var bytes = TinyService.class.getResourceAsStream("/" + entry)) {
            jar.putNextEntry(new ZipEntry(entry));
            bytes.transferTo(jar);
        }
    }

    /** Starts a command without waiting for it; its output goes to files in the checkout. */
    Process start(String... arguments) throws IOException {
        return start(List.of(), arguments);
    }

    /** Runs a command to its end as its user, but without the rights that root has beyond the permissions of files. */
    Result runUnprivileged(String... arguments) throws IOException, InterruptedException {
        boolean root = "root".equals(System.getProperty("user.name"));
        return result(start(root ? List.of("unshare", "-U") : List.of(), arguments));
    }

    private Process start(List<String> before, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(before);
        command.addAll(List.of(
                // whoever runs the tests in the background may have told their processes to ignore these
                "env",
                "--default-signal=INT,HUP",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Xmx64m",
                "--enable-native-access=ALL-UNNAMED",
                "-D" + Checkout.PROPERTY + "=" + root,
                "-cp",
                System.getProperty("java.class.path"),
                "looplm.launcher.LoopLmCommand"));
        command.addAll(List.of(arguments));
        Path output =
                Files.createDirectories(root.resolve("outputs")).resolve(Integer.toString(commands.incrementAndGet()));
        Process process = new ProcessBuilder(command)
                .redirectOutput(
                        output.resolveSibling(output.getFileName() + ".out").toFile())
                .redirectError(
                        output.resolveSibling(output.getFileName() + ".err").toFile())
                .start();
        outputs.put(process.pid(), output);
        process.getOutputStream().close();
        return process;
    }

    /** Runs a command to its end. */
    Result run(String... arguments) throws IOException, InterruptedException {
        return result(start(arguments));
    }

    Result result(Process process) throws IOException, InterruptedException {
        if (!process.waitFor(5, TimeUnit.MINUTES)) {
            process.destroyForcibly();
            throw new IllegalStateException("the command did not end\n" + outputSoFar(process));
        }
        return new Result(process.exitValue(), output(process, ".out"), output(process, ".err"));
    }

    /** What a command that is running has printed so far. */
    String outputSoFar(Process process) throws IOException {
        return output(process, ".out") + output(process, ".err");
    }

    private String output(Process process, String kind) throws IOException {
        return Files.readString(Path.of(outputs.get(process.pid()) + kind));
    }

    /** The first of nine neighbouring free ports. */
    private static int freePorts() throws IOException {
        for (int first = 32_100; first < 40_000; first += 10) {
            if (areFree(first)) {
                return first;
            }
        }
        throw new IOException("no nine neighbouring free ports");
    }

    private static boolean areFree(int first) {
        for (int port = first; port < first + 9; port++) {
            try (var socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                socket.setReuseAddress(true);
            } catch (IOException taken) {
                return false;
            }
        }
        return true;
    }
}
