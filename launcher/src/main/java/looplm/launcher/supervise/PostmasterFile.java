package looplm.launcher.supervise;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import looplm.launcher.os.ProcessIdentity;

/**
 * PostgreSQL's own {@code postmaster.pid}: finds a server whose start this launcher did not live to write down. After a
 * reboot its pid may belong to anybody, and PostgreSQL then refuses to start.
 *
 * @param cluster the database's files
 */
record PostmasterFile(Path cluster) {

    /** The server that works on these files, where the operating system can tell. */
    Optional<ProcessIdentity> process() {
        return pid().flatMap(ProcessIdentity::of).filter(this::worksHere);
    }

    /** Deletes the file when its pid is known to be somebody else's. */
    void deleteIfStale() throws IOException {
        Optional<ProcessIdentity> named = pid().flatMap(ProcessIdentity::of);
        if (named.isPresent() && worksElsewhere(named.get())) {
            Files.deleteIfExists(file());
        }
    }

    private boolean worksHere(ProcessIdentity process) {
        return workingDirectory(process).filter(this::isCluster).isPresent();
    }

    private boolean worksElsewhere(ProcessIdentity process) {
        return workingDirectory(process).filter(path -> !isCluster(path)).isPresent();
    }

    private boolean isCluster(Path path) {
        try {
            return Files.isSameFile(path, cluster);
        } catch (IOException unknown) {
            return false;
        }
    }

    /** A server's is its data directory. */
    private static Optional<Path> workingDirectory(ProcessIdentity process) {
        try {
            return Optional.of(Files.readSymbolicLink(Path.of("/proc", Long.toString(process.pid()), "cwd")));
        } catch (IOException hidden) {
            return Optional.empty();
        }
    }

    private Optional<Long> pid() {
        try {
            List<String> lines = Files.readAllLines(file());
            return lines.isEmpty()
                    ? Optional.empty()
                    : Optional.of(Long.valueOf(lines.getFirst().strip()));
        } catch (IOException | NumberFormatException none) {
            return Optional.empty();
        }
    }

    private Path file() {
        return cluster.resolve("postmaster.pid");
    }
}
