package looplm.launcher.platform;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import looplm.launcher.home.DataDirectory;
import looplm.launcher.home.Secrets;
import looplm.launcher.os.ProcessIdentity;
import looplm.launcher.os.ResidentMemory;
import looplm.launcher.service.Service;
import looplm.launcher.supervise.ProgramState;
import org.jspecify.annotations.Nullable;

/**
 * {@code status --json}. Fields without a value are null while nothing is up.
 *
 * @param ready whether every program runs and does its work, supervised or not
 * @param supervised whether what dies is started again
 */
record StatusReport(
        boolean ready,
        boolean supervised,
        @JsonProperty("gateway_url") @Nullable String gatewayUrl,
        @JsonProperty("console_url") @Nullable String consoleUrl,
        @JsonProperty("console_login") @Nullable Login consoleLogin,
        @JsonProperty("demo_key") @Nullable String demoKey,
        List<ServiceStatus> services,
        @JsonProperty("supervisor_pid") @Nullable Long supervisorPid) {

    record Login(String user, @JsonProperty("password_file") String passwordFile) {}

    /**
     * @param restarts since the platform was started
     * @param lastExit exit code of the process before this one
     */
    record ServiceStatus(
            String name,
            String url,
            @Nullable Long pid,
            boolean ready,
            @JsonProperty("rss_bytes") @Nullable Long rssBytes,
            String state,
            int restarts,
            @JsonProperty("last_exit") @Nullable Integer lastExit) {

        static ServiceStatus of(ProgramState program) {
            ProcessIdentity process = program.process();
            @Nullable ProcessIdentity alive = process != null && process.isAlive() ? process : null;
            return new ServiceStatus(
                    program.name(),
                    program.url(),
                    alive == null ? null : Long.valueOf(alive.pid()),
                    Situation.isReady(program),
                    alive == null ? null : memory(alive),
                    program.phase().name().toLowerCase(Locale.ROOT),
                    program.restarts(),
                    program.lastExit());
        }

        private static @Nullable Long memory(ProcessIdentity process) {
            var bytes = ResidentMemory.bytes(process);
            return bytes.isPresent() ? Long.valueOf(bytes.getAsLong()) : null;
        }
    }

    static StatusReport of(Situation situation, DataDirectory data) {
        List<ServiceStatus> services =
                situation.programs().stream().map(ServiceStatus::of).toList();
        Optional<String> gateway = services.stream()
                .filter(service -> Service.GATEWAY.program().equals(service.name()))
                .map(ServiceStatus::url)
                .findFirst();
        var secrets = new Secrets(data);
        return new StatusReport(
                situation.isReady(),
                situation.supervisor().isPresent(),
                gateway.orElse(null),
                gateway.map(url -> url + "/console").orElse(null),
                gateway.map(url -> new Login(
                                Secrets.CONSOLE_USER, secrets.consolePassword().toString()))
                        .orElse(null),
                gateway.flatMap(url -> Secrets.find(secrets.demoKey())).orElse(null),
                services,
                situation.supervisor().map(ProcessIdentity::pid).orElse(null));
    }
}
