package looplm.model.weights;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Optional;
import looplm.model.checkpoint.CheckpointException;
import looplm.model.checkpoint.DirectoryFile;

/** By what a file is told from a later version of it. */
record FileVersion(Path file, long size, FileTime modified, Optional<Object> key) {

    static FileVersion of(Path file) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return new FileVersion(
                    file, attributes.size(), attributes.lastModifiedTime(), Optional.ofNullable(attributes.fileKey()));
        } catch (IOException e) {
            throw DirectoryFile.unreadable(file, e);
        }
    }

    /**
     * @throws CheckpointException where the file is not this version any more
     */
    void requireCurrent() {
        if (!of(file).equals(this)) {
            throw new CheckpointException(file, "changed while it was read");
        }
    }
}
