package looplm.launcher.platform;

import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import looplm.launcher.home.Checkout;
import looplm.launcher.home.DataDirectory;
import looplm.launcher.home.Secrets;
import looplm.launcher.os.JavaProgram;
import looplm.launcher.os.PortCheck;
import looplm.launcher.postgres.PostgresProgram;
import looplm.launcher.service.JvmStart;
import looplm.launcher.service.ReadinessProbe;
import looplm.launcher.service.Service;
import looplm.launcher.service.ServiceProgram;
import looplm.launcher.service.ServicePrograms;
import looplm.launcher.service.Settings;
import looplm.launcher.service.StartCache;
import looplm.launcher.supervise.RunningPrograms;
import looplm.launcher.supervise.StartPlan;
import looplm.launcher.terminal.CommandFailure;

/** Everything between an order to start and the first process: ports, secrets, programs, settings. */
final class Preparation {

    private final DataDirectory data;
    private final PlatformOptions options;
    private final Checkout checkout = Checkout.find();
    private final Path java = JavaProgram.path();
    private final Queue<StartCache> caches = new ConcurrentLinkedQueue<>();

    Preparation(DataDirectory data, PlatformOptions options) {
        this.data = data;
        this.options = options;
    }

    /** Prepares a start of all services that are built. */
    StartPlan plan(Consumer<String> progress) {
        Map<Service, Path> built = built();
        requireFreePorts(built);
        new Secrets(data).create(Service.withDatabase());
        progress.accept("unpacking programs");
        var programs = new ServicePrograms(data, java);
        var settings = new Settings(data, options.model(checkout), options.firstPort());
        var probe = new ReadinessProbe();
        List<StartPlan.Step> steps = built.entrySet().parallelStream()
                .map(entry -> {
                    Service service = entry.getKey();
                    Path jar = programs.install(service, entry.getValue());
                    settings.write(service);
                    var program = new ServiceProgram(
                            service,
                            options.firstPort(),
                            java,
                            jar,
                            settings,
                            data,
                            probe,
                            new JvmStart.Cached(cache(service, jar)));
                    return new StartPlan.Step(program, service.needsDatabase(), service.answers(), service.stopRank());
                })
                .toList();
        return new StartPlan(
                new PostgresProgram(data, data.programs(), options.firstPort() + Service.POSTGRES_PORT_OFFSET), steps);
    }

    /** Whether the next start is going to be slower than it could be. */
    boolean lacksCaches() {
        return caches.stream().anyMatch(cache -> !cache.exists());
    }

    private StartCache cache(Service service, Path jar) {
        try {
            var cache = StartCache.of(checkout.startCaches(), service, jar);
            caches.add(cache);
            return cache;
        } catch (IOException e) {
            throw new CommandFailure("Program of " + service.program() + ": " + jar + " can't be read: " + e, e);
        }
    }

    private Map<Service, Path> built() {
        var built = new EnumMap<Service, Path>(Service.class);
        for (Service service : Service.values()) {
            checkout.jar(service.module()).ifPresent(jar -> built.put(service, jar));
        }
        if (built.isEmpty()) {
            throw new CommandFailure(
                    "No service is built in " + checkout.root() + ". Start with ./looplm, which builds.");
        }
        return built;
    }

    private void requireFreePorts(Map<Service, Path> built) {
        var ports = new TreeMap<Integer, String>();
        built.keySet().forEach(service -> ports.put(service.port(options.firstPort()), service.program()));
        built.keySet()
                .forEach(service -> ports.put(service.probePort(options.firstPort()), service.program() + "'s probes"));
        ports.put(options.firstPort() + Service.POSTGRES_PORT_OFFSET, RunningPrograms.DATABASE);
        List<String> problems = ports.entrySet().stream()
                .flatMap(port -> problem(port.getKey(), port.getValue()).stream())
                .toList();
        if (!problems.isEmpty()) {
            throw new CommandFailure(String.join("\n", problems)
                    + "\nFree the port, or choose other ones: ./looplm up --port N takes N to N+8.");
        }
    }

    private static Optional<String> problem(int port, String program) {
        return PortCheck.problem(port)
                .map(problem -> "port " + port + " of " + program + ": " + problem + " (expected: free)");
    }
}
