package looplm.launcher.verify;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The modules of a checkout. */
final class Modules {

    private Modules() {}

    /** The folders {@code MODULE/target/NAME} that exist. */
    static List<Path> outputs(Path root, String name) throws IOException {
        List<Path> outputs = new ArrayList<>();
        try (DirectoryStream<Path> modules =
                Files.newDirectoryStream(root, module -> Files.isRegularFile(module.resolve("pom.xml")))) {
            for (Path module : modules) {
                Path output = module.resolve("target").resolve(name);
                if (Files.isDirectory(output)) {
                    outputs.add(output);
                }
            }
        }
        return outputs;
    }
}
