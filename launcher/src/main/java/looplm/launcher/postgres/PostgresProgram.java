package looplm.launcher.postgres;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import looplm.launcher.home.DataDirectory;
import looplm.launcher.home.Secrets;
import looplm.launcher.os.ProcessIdentity;
import looplm.launcher.os.ProcessStop;
import looplm.launcher.supervise.RunningPrograms;
import looplm.launcher.supervise.WatchedProgram;
import looplm.launcher.terminal.CommandFailure;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** PostgreSQL under the supervisor, with durable settings, on the loopback address. */
public final class PostgresProgram implements WatchedProgram {

    private static final Logger LOG = LoggerFactory.getLogger(PostgresProgram.class);
    private static final Duration GRACE = Duration.ofSeconds(60);

    private final DataDirectory data;
    private final Path programs;
    private final int port;
    private final Administrator administrator;
    private boolean prepared;

    /** @param programs where its programs are unpacked */
    public PostgresProgram(DataDirectory data, Path programs, int port) {
        this.data = data;
        this.programs = programs;
        this.port = port;
        this.administrator = new Administrator(port, new Secrets(data));
    }

    @Override
    public String name() {
        return RunningPrograms.DATABASE;
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public String url() {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + Administrator.DATABASE;
    }

    @Override
    public Process start() throws IOException {
        PostgresBinaries binaries = PostgresBinaries.install(programs);
        Path password = new Secrets(data).databasePassword();
        new PostgresCluster(binaries, data.postgres(), password, log()).create();
        return new ProcessBuilder(binaries.command("postgres", arguments()))
                .directory(data.root().toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
                .start();
    }

    /** Ready means: it answers, and the platform's database and roles are there. */
    @Override
    public boolean isReady() {
        try {
            if (prepared) {
                administrator.ping();
            } else {
                administrator.prepareDatabase();
                prepared = true;
            }
            return true;
        } catch (SQLException e) {
            LOG.debug("PostgreSQL is not ready: {}", e.getMessage());
            return false;
        }
    }

    /** Whether the one of a data directory answers now, whoever started it. */
    public static boolean answers(DataDirectory data, int port) {
        try {
            new Administrator(port, new Secrets(data)).ping();
            return true;
        } catch (SQLException | CommandFailure e) {
            LOG.debug("PostgreSQL does not answer: {}", e.getMessage());
            return false;
        }
    }

    @Override
    public void stop(ProcessIdentity process) {
        ProcessStop.interrupt(process, GRACE);
    }

    @Override
    public Path log() {
        return data.log(name());
    }

    /** What was committed survives a crash of the machine; nothing listens but TCP on the loopback address. */
    private List<String> arguments() {
        return List.of(
                "-D", data.postgres().toString(),
                "-p", Integer.toString(port),
                "-c", "listen_addresses=127.0.0.1",
                "-c", "unix_socket_directories=",
                "-c", "fsync=on",
                "-c", "full_page_writes=on",
                "-c", "synchronous_commit=on",
                "-c", "timezone=UTC",
                "-c", "log_timezone=UTC",
                "-c", "log_checkpoints=off");
    }
}
