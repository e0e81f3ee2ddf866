package looplm.eval.dataset;

import java.util.List;
import java.util.Optional;

/**
 * What {@code tasks export} says about the files it wrote; fields of no use here are left out.
 *
 * @param files every file with its levels
 */
public record Manifest(List<File> files) {

    public Manifest {
        files = List.copyOf(files);
    }

    /**
     * @param sha256 of the file's bytes
     */
    public record File(String file, String task, String sha256, int items, List<Level> levels) {

        public File {
            levels = List.copyOf(levels);
        }

        Optional<Level> level(int number) {
            return levels.stream().filter(level -> level.level() == number).findFirst();
        }
    }

    /**
     * @param chance probability of guessing one of its answers
     */
    public record Level(int level, int items, double chance, boolean seen) {}

    Optional<File> file(String name) {
        return files.stream().filter(file -> file.file().equals(name)).findFirst();
    }
}
