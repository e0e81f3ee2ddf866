package looplm.launcher.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import looplm.launcher.home.FileTree;
import looplm.launcher.os.ProgramRun;

/**
 * The database's files.
 *
 * @param files where they lie
 * @param passwordFile holds the administrator's password
 * @param log takes what the programs print
 */
record PostgresCluster(PostgresBinaries binaries, Path files, Path passwordFile, Path log) {

    private static final Duration INIT_LIMIT = Duration.ofMinutes(2);

    /**
     * Nobody without a password: whoever has an account on this machine reaches the port. Each service logs in with the
     * rights of its role only, and migrates its tables as their owner.
     */
    private static final String WHO_MAY_CONNECT = """
            # Written by `looplm up` at each start.
            host  all     postgres                                                 127.0.0.1/32  scram-sha-256
            host  looplm  looplm_gateway,looplm_safety,looplm_eval                 127.0.0.1/32  scram-sha-256
            host  looplm  looplm_gateway_owner,looplm_safety_owner,looplm_eval_owner  127.0.0.1/32  scram-sha-256
            """;

    /** Makes the files of an empty database, unless there are some. A start that was cut off is begun again. */
    void create() throws IOException {
        if (!Files.exists(files.resolve("PG_VERSION"))) {
            Path draft = files.resolveSibling(files.getFileName() + ".new");
            FileTree.delete(draft);
            initialise(draft);
            Files.move(draft, files, StandardCopyOption.ATOMIC_MOVE);
        }
        Files.writeString(files.resolve("pg_hba.conf"), WHO_MAY_CONNECT);
    }

    private void initialise(Path folder) throws IOException {
        List<String> command = binaries.command(
                "initdb",
                List.of(
                        "--pgdata=" + folder,
                        "--username=postgres",
                        "--auth=scram-sha-256",
                        "--pwfile=" + passwordFile,
                        "--encoding=UTF8",
                        "--locale=C",
                        "--locale-provider=builtin",
                        "--builtin-locale=C.UTF-8",
                        "--no-instructions"));
        OptionalInt exitCode = ProgramRun.exitCode(command, log, INIT_LIMIT);
        if (exitCode.orElse(-1) != 0) {
            throw new IOException("initdb "
                    + (exitCode.isPresent() ? "failed with exit code " + exitCode.getAsInt() : "hangs")
                    + "; see " + log + rootHint());
        }
    }

    private String rootHint() throws IOException {
        boolean refused = Files.readString(log).contains("cannot be run as root");
        return refused ? " (PostgreSQL does not run as root where `unshare -U` is forbidden: use another user)" : "";
    }
}
