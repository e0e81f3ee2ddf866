package looplm.launcher.supervise;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** The state as a file; a reader sees an older or a newer one, never half of one. */
public record StateFile(Path path) {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    public void write(PlatformState state) throws IOException {
        Path draft = path.resolveSibling(path.getFileName() + ".new");
        Files.write(draft, JSON.writeValueAsBytes(state));
        Files.move(draft, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** The last state written; empty when there is none that can be understood. */
    public Optional<PlatformState> read() {
        try {
            return Optional.of(JSON.readValue(Files.readAllBytes(path), PlatformState.class));
        } catch (IOException | JacksonException none) {
            return Optional.empty();
        }
    }

    /** The state, when the supervisor that wrote it is still at work. */
    public Optional<PlatformState> readAlive() {
        return read().filter(state -> state.supervisor().isAlive());
    }
}
