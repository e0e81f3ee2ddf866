package looplm.launcher.os;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;

/** A file that remembers a process: its pid on the first line, its start time on the second. */
public record PidFile(Path path) {

    /** Remembers the process; an older content is replaced in one step. */
    public void write(ProcessIdentity process) throws IOException {
        Path draft = path.resolveSibling(path.getFileName() + ".new");
        Files.writeString(draft, process.pid() + "\n" + process.started() + "\n");
        Files.move(draft, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** The process it remembers, alive or not; empty when there is no file or it can't be understood. */
    public Optional<ProcessIdentity> read() {
        try {
            List<String> lines = Files.readAllLines(path);
            return lines.size() < 2
                    ? Optional.empty()
                    : Optional.of(new ProcessIdentity(
                            Long.parseLong(lines.get(0).strip()), lines.get(1).strip()));
        } catch (IOException | IllegalArgumentException unusable) {
            return Optional.empty();
        }
    }

    /** The process it remembers, when that very process still runs. */
    public Optional<ProcessIdentity> readAlive() {
        return read().filter(ProcessIdentity::isAlive);
    }

    public void delete() throws IOException {
        Files.deleteIfExists(path);
    }
}
