package looplm.launcher.os;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/** How much memory a process holds. */
public final class ResidentMemory {

    private static final Pattern ALL = Pattern.compile("(?m)^VmRSS:\\s+(\\d+) kB");
    private static final Pattern OWN = Pattern.compile("(?m)^RssAnon:\\s+(\\d+) kB");

    private ResidentMemory() {}

    /**
     * Bytes that the process and its descendants hold in memory. Of a descendant only its own memory counts: what it
     * shares with its parent (PostgreSQL's buffers) is counted once. Empty where it can't be known.
     */
    public static OptionalLong bytes(ProcessIdentity process) {
        if (!process.isAlive()) {
            return OptionalLong.empty();
        }
        return Files.isDirectory(Path.of("/proc/self")) ? fromProc(process.pid()) : fromPs(process.pid());
    }

    private static OptionalLong fromProc(long pid) {
        OptionalLong all = read(pid, ALL);
        if (all.isEmpty()) {
            return all;
        }
        long children = ProcessHandle.of(pid).stream()
                .flatMap(ProcessHandle::descendants)
                .mapToLong(child -> read(child.pid(), OWN).orElse(0))
                .sum();
        return OptionalLong.of(all.getAsLong() + children);
    }

    private static OptionalLong read(long pid, Pattern line) {
        try {
            var matcher = line.matcher(Files.readString(Path.of("/proc/" + pid + "/status")));
            return matcher.find() ? OptionalLong.of(Long.parseLong(matcher.group(1)) * 1024) : OptionalLong.empty();
        } catch (IOException gone) {
            return OptionalLong.empty();
        }
    }

    private static OptionalLong fromPs(long pid) {
        try {
            var ps = new ProcessBuilder("ps", "-o", "rss=", "-p", Long.toString(pid)).start();
            String kilobytes = new String(ps.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
            return kilobytes.isEmpty() ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(kilobytes) * 1024);
        } catch (IOException | NumberFormatException unknown) {
            return OptionalLong.empty();
        }
    }
}
