package looplm.eval.dataset;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import looplm.edge.SettingException;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;

/** The folder that suites and their data lie in. */
public final class DataFiles {

    private final String root;
    private final PathMatchingResourcePatternResolver resources = new PathMatchingResourcePatternResolver();

    /**
     * @param location of the folder, e.g. {@code classpath:suites/}
     */
    public DataFiles(String location) {
        this.root = location;
    }

    /** Names of the files that end like this, in order. */
    public List<String> names(String ending) {
        try {
            return Stream.of(resources.getResources(root + "*" + ending))
                    .map(Resource::getFilename)
                    .map(Objects::requireNonNull)
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(root, e);
        }
    }

    /**
     * @throws SettingException naming the file, if it cannot be read
     */
    public byte[] read(String name) {
        try (InputStream bytes = resources.getResource(root + name).getInputStream()) {
            return bytes.readAllBytes();
        } catch (IOException e) {
            throw new SettingException(name + ": " + e + " (expected: a readable file)");
        }
    }
}
