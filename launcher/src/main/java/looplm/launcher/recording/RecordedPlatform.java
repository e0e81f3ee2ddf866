package looplm.launcher.recording;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import looplm.launcher.home.Checkout;
import looplm.launcher.home.DataDirectory;
import looplm.launcher.home.Secrets;
import looplm.launcher.os.JavaProgram;
import looplm.launcher.os.PortCheck;
import looplm.launcher.os.ProcessIdentity;
import looplm.launcher.os.ProgramRun;
import looplm.launcher.postgres.PostgresProgram;
import looplm.launcher.service.JvmStart;
import looplm.launcher.service.ReadinessProbe;
import looplm.launcher.service.Service;
import looplm.launcher.service.ServiceProgram;
import looplm.launcher.service.ServicePrograms;
import looplm.launcher.service.Settings;
import looplm.launcher.service.StartCache;
import looplm.launcher.supervise.StartFailure;
import looplm.launcher.supervise.StartPlan;
import looplm.launcher.supervise.StateBoard;
import looplm.launcher.supervise.StateFile;
import looplm.launcher.supervise.Supervisor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The services of a platform that is up, once more, with a database of their own and JVMs that write down what they do. */
final class RecordedPlatform {

    private static final Logger LOG = LoggerFactory.getLogger(RecordedPlatform.class);

    /** The rest of the machine goes first. */
    private static final Duration START_LIMIT = Duration.ofMinutes(10);

    private static final Duration MAKE_LIMIT = Duration.ofMinutes(10);
    private static final int PORTS = Service.LAST_PORT_OFFSET + 1;
    private static final int PORTS_TRIED = 500;
    private static final int LAST_PORT = 65_535;

    private final DataDirectory platform;
    private final DataDirectory own;
    private final Path model;
    private final int port;
    private final Checkout checkout = Checkout.find();
    private final Path java = JavaProgram.path();

    /**
     * @param platform the one that is up
     * @param port its first
     */
    RecordedPlatform(DataDirectory platform, Path model, int port) {
        this.platform = platform;
        this.own = platform.recording();
        this.model = model;
        this.port = port;
    }

    private record Program(Service service, Path jar, Path configuration) {}

    /** Makes the caches that are missing; does nothing when there are newer programs by now. */
    void makeCaches(Path folder) throws IOException, InterruptedException, StartFailure {
        List<Program> programs = programs();
        if (programs.isEmpty()) {
            LOG.info("Not recorded: there is a newer build");
            return;
        }
        own.create();
        new Secrets(own).create(Service.withDatabase());
        record(programs);
        for (Program program : programs) {
            make(program, StartCache.of(folder, program.service(), program.jar()));
        }
    }

    private List<Program> programs() throws IOException {
        var installed = new ServicePrograms(platform, java);
        List<Program> programs = new ArrayList<>();
        for (Service service : Service.values()) {
            Optional<Path> built = checkout.jar(service.module());
            if (built.isPresent()) {
                Optional<Path> jar = installed.installed(service, built.get());
                if (jar.isEmpty()) {
                    return List.of();
                }
                programs.add(new Program(service, jar.get(), own.run().resolve(service.program() + ".aotconf")));
            }
        }
        return programs;
    }

    private void record(List<Program> programs) throws IOException, InterruptedException, StartFailure {
        int firstPort = freePorts();
        ProcessIdentity self = ProcessIdentity.of(ProcessHandle.current().pid()).orElseThrow();
        var board = new StateBoard(new StateFile(own.state()), self, firstPort, model.toString());
        var supervisor = new Supervisor(own::pidFile, START_LIMIT, board);
        try {
            supervisor.start(plan(programs, firstPort), () -> {});
            LOG.info("Started");
            new Exercise(own, model, firstPort).run();
        } finally {
            supervisor.stop();
        }
        LOG.info("Recorded");
    }

    private StartPlan plan(List<Program> programs, int firstPort) {
        var settings = new Settings(own, model, firstPort);
        var probe = new ReadinessProbe();
        List<StartPlan.Step> steps = new ArrayList<>();
        for (Program program : programs) {
            Service service = program.service();
            settings.write(service);
            var recorded = new ServiceProgram(
                    service,
                    firstPort,
                    java,
                    program.jar(),
                    settings,
                    own,
                    probe,
                    new JvmStart.Recorded(program.configuration()));
            steps.add(new StartPlan.Step(recorded, service.needsDatabase(), service.answers(), 0));
        }
        return new StartPlan(
                new PostgresProgram(own, platform.programs(), firstPort + Service.POSTGRES_PORT_OFFSET), steps);
    }

    /** A cache appears whole and tried, or not at all. */
    private void make(Program program, StartCache cache) throws IOException {
        Path draft = cache.file().resolveSibling(cache.file().getFileName() + ".new");
        try {
            boolean made = isDone(
                    program,
                    "-XX:AOTMode=create",
                    "-XX:AOTConfiguration=" + program.configuration(),
                    "-XX:AOTCache=" + draft,
                    "-cp",
                    program.jar().getFileName().toString());
            // fails where the JVM would go on without it in silence
            if (made
                    && isDone(
                            program,
                            "-XX:AOTMode=on",
                            "-XX:AOTCache=" + draft,
                            "-cp",
                            program.jar().getFileName().toString(),
                            "-version")) {
                Files.move(draft, cache.file(), StandardCopyOption.ATOMIC_MOVE);
                cache.deleteOthers();
                LOG.info("{}: {} MB", program.service().program(), Files.size(cache.file()) >> 20);
            } else {
                LOG.warn(
                        "{}: no cache, see {}",
                        program.service().program(),
                        own.log(program.service().program()));
            }
        } finally {
            Files.deleteIfExists(draft);
            Files.deleteIfExists(program.configuration());
        }
    }

    private boolean isDone(Program program, String... more) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(java.toString());
        command.addAll(ServiceProgram.options(program.service()));
        command.addAll(List.of(more));
        Path log = own.log(program.service().program());
        OptionalInt exitCode = ProgramRun.exitCode(command, program.jar().resolveSibling(""), log, MAKE_LIMIT);
        return exitCode.orElse(-1) == 0;
    }

    private int freePorts() throws IOException {
        return IntStream.iterate(port + PORTS, first -> first + PORTS)
                .limit(PORTS_TRIED)
                .filter(first -> first + PORTS <= LAST_PORT)
                .filter(first -> IntStream.range(first, first + PORTS)
                        .allMatch(one -> PortCheck.problem(one).isEmpty()))
                .findFirst()
                .orElseThrow(() -> new IOException("no " + PORTS + " free ports above " + port));
    }
}
