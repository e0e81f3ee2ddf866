package looplm.launcher.recording;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import looplm.launcher.home.Checkout;
import looplm.launcher.home.DataDirectory;
import looplm.launcher.home.DataLock;
import looplm.launcher.home.DataOption;
import looplm.launcher.home.FileTree;
import looplm.launcher.service.Drain;
import looplm.launcher.supervise.Leftovers;
import looplm.launcher.supervise.StartFailure;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Makes the start caches of a platform that is up. It ends when standard input does, because the platform is being
 * stopped or its supervisor was killed; what it had begun is begun again at the next start.
 */
@Command(name = RecordCommand.NAME, hidden = true, description = "Records how services start; started by up.")
public final class RecordCommand implements Callable<Integer> {

    static final String NAME = "record";

    private static final Duration LOCK_PATIENCE = Duration.ofSeconds(10);
    private static final int FAILED = 1;

    /** Four caches, what they are made of, and a database for the time being take less than half of it. */
    private static final long SPACE = 2L << 30;

    @Mixin
    private DataOption data;

    @Option(names = "--model", required = true, description = "Model directory to serve meanwhile.")
    private Path model;

    @Option(names = "--port", required = true, description = "Ports above are taken.")
    private int port;

    @Override
    public Integer call() throws Exception {
        Thread.ofPlatform().daemon().name("attached").start(RecordCommand::endWithStarter);
        Path folder = Checkout.find().startCaches();
        Files.createDirectories(folder);
        if (Stream.of(folder, data.directory().root()).anyMatch(RecordCommand::isNearlyFull)) {
            log().info("Not recorded: less than {} MB free", SPACE >> 20);
            return FAILED;
        }
        try (FileChannel channel =
                        FileChannel.open(folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = channel.tryLock()) {
            if (lock == null) {
                log().info("Not recorded: another platform of this checkout records");
                return 0;
            }
            return record(folder);
        }
    }

    private int record(Path folder) throws IOException, InterruptedException {
        DataDirectory own = data.directory().recording();
        var taken = DataLock.take(own, LOCK_PATIENCE);
        if (taken.isEmpty()) {
            log().warn("Not recorded: {} is held by another process", own.root());
            return FAILED;
        }
        DataLock lock = taken.get();
        try (lock) {
            var leftovers = new Leftovers(own, Drain.rules(own), step -> log().info("Leftovers: {}", step));
            leftovers.stop();
            leftovers.forget();
            FileTree.delete(own.postgres());
            new RecordedPlatform(data.directory(), model, port).makeCaches(folder);
            FileTree.delete(own.root());
            return 0;
        } catch (StartFailure e) {
            log().warn("Not recorded: {}", e.getMessage());
            return FAILED;
        }
    }

    private static boolean isNearlyFull(Path folder) {
        try {
            return Files.getFileStore(folder).getUsableSpace() < SPACE;
        } catch (IOException e) {
            return true;
        }
    }

    /** Nothing of what was started is worth a farewell. */
    private static void endWithStarter() {
        try (var starter = new FileInputStream(FileDescriptor.in)) {
            starter.transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            log().warn("Standard input failed: {}", e.toString());
        }
        ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly);
        Runtime.getRuntime().halt(FAILED);
    }

    /** Made when there is something to log: picocli makes every command, and most never get further than their help. */
    private static Logger log() {
        return LoggerFactory.getLogger(RecordCommand.class);
    }
}
