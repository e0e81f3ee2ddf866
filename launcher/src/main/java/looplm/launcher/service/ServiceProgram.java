package looplm.launcher.service;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import looplm.launcher.home.DataDirectory;
import looplm.launcher.os.ProcessIdentity;
import looplm.launcher.os.ProcessStop;
import looplm.launcher.supervise.WatchedProgram;

/**
 * A service under the supervisor: a JVM of its own.
 *
 * @param java the program {@code java}
 * @param jar what {@link ServicePrograms} installed
 * @param settings knows where Spring finds the service's
 * @param data where its log goes
 */
public record ServiceProgram(
        Service service,
        int firstPort,
        Path java,
        Path jar,
        Settings settings,
        DataDirectory data,
        ReadinessProbe probe,
        JvmStart jvm)
        implements WatchedProgram {

    /**
     * Spring takes the bean definitions that the build worked out. Conditions were decided then, so a setting that decides
     * another way ({@code spring.flyway.enabled}, say) would go unheard: only with settings of ours, which have none.
     */
    private static final String CONDITIONS_OF_THE_BUILD = "-Dspring.aot.enabled=true";

    /** Settings come from files alone: a variable that is meant for another Spring application must not change them. */
    private static final Set<String> FOREIGN_SETTINGS =
            Set.of("SPRING_", "SERVER_", "MANAGEMENT_", "LOGGING_", "LOOPLM_", "DEBUG", "TRACE");

    @Override
    public String name() {
        return service.program();
    }

    @Override
    public int port() {
        return service.port(firstPort);
    }

    @Override
    public String url() {
        return service.url(firstPort).toString();
    }

    @Override
    public Path log() {
        return data.log(name());
    }

    @Override
    public Process start() throws IOException {
        var builder = new ProcessBuilder(command())
                .directory(jar.resolveSibling("").toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()));
        clean(builder.environment());
        Process process = builder.start();
        process.getOutputStream().close();
        return process;
    }

    @Override
    public boolean isReady() {
        return probe.isReady(service, port());
    }

    @Override
    public void stop(ProcessIdentity process) {
        ProcessStop.terminate(process, jvm.grace(Drain.rules(data).apply(name()).grace()));
    }

    private List<String> command() {
        List<String> command = new ArrayList<>();
        command.add(java.toString());
        command.addAll(options(service));
        command.addAll(jvm.options());
        if (settings.areOurs(service)) {
            command.add(CONDITIONS_OF_THE_BUILD);
        }
        command.addAll(List.of(
                "-XX:ErrorFile=" + data.logs().resolve(name() + "-crash-%p.log"),
                "-DOPT_OUT_TRACKING=true",
                "-Dai.djl.offline=true",
                "-jar",
                jar.getFileName().toString(),
                "--spring.config.additional-location=" + settings.location(service)));
        return command;
    }

    /** What shapes the JVM itself, so that a {@link StartCache} fits only a JVM that has the same. */
    public static List<String> options(Service service) {
        return List.of(
                "-XX:+UseSerialGC",
                "-Xmx" + service.heapMegabytes() + "m",
                // a restart is better than a JVM that lives on after one of its threads was denied memory
                "-XX:+ExitOnOutOfMemoryError",
                "--enable-native-access=ALL-UNNAMED");
    }

    private static void clean(Map<String, String> environment) {
        environment.keySet().removeIf(name -> FOREIGN_SETTINGS.stream().anyMatch(name::startsWith));
        environment.put("OPT_OUT_TRACKING", "true");
        environment.put("DJL_OFFLINE", "true");
    }
}
