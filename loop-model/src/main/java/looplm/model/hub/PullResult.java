package looplm.model.hub;

import java.nio.file.Path;
import java.util.List;

/**
 * A pull that is complete and verified.
 *
 * @param directory the model directory
 * @param commit the version
 * @param files what became of each file
 */
public record PullResult(Path directory, String commit, List<Entry> files) {

    public PullResult {
        files = List.copyOf(files);
    }

    /**
     * One file.
     *
     * @param file as listed
     * @param fetched bytes that came over the network in this run: 0 where it was there already
     */
    public record Entry(HubFile file, long fetched) {}

    /** Bytes of all files. */
    public long bytes() {
        return files.stream().mapToLong(entry -> entry.file().size()).sum();
    }

    /** Bytes that came over the network in this run. */
    public long fetchedBytes() {
        return files.stream().mapToLong(Entry::fetched).sum();
    }
}
