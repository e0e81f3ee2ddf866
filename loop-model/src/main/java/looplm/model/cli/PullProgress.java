package looplm.model.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import looplm.model.hub.HubFile;
import looplm.model.hub.PullListener;

/** A bar per file for a person, a line per tenth of a file for a log. */
final class PullProgress implements PullListener {

    private static final int WIDTH = 30;
    private static final int TENTHS = 10;
    private static final long REDRAW_NANOS = 100_000_000;
    private static final double MIB = 1 << 20;

    private final PrintWriter writer;
    private final boolean redraw;
    private long started = System.nanoTime();
    private long drawn;
    private long startedWith;
    private int toldTenths;
    private boolean open;

    /** @param redraw whether a person watches */
    PullProgress(PrintWriter writer, boolean redraw) {
        this.writer = writer;
        this.redraw = redraw;
    }

    @Override
    public void begin(HubFile file, long present) {
        finish();
        started = System.nanoTime();
        startedWith = present;
        toldTenths = -1;
        if (present > 0) {
            tell("%s: goes on after %d of %d bytes", file.name(), present, file.size());
        }
    }

    @Override
    public void progress(HubFile file, long present) {
        int tenths = (int) (present * TENTHS / Math.max(1, file.size()));
        if (redraw && (present == file.size() || System.nanoTime() - drawn > REDRAW_NANOS)) {
            draw(file, present);
        } else if (!redraw && tenths > toldTenths && (tenths == TENTHS || file.size() > MIB)) {
            toldTenths = tenths;
            tell("%s: %d of %d bytes", file.name(), present, file.size());
        }
    }

    @Override
    public void retry(String reason, Duration wait) {
        finish();
        tell("%s; again in %d s", reason, wait.toSeconds());
    }

    /** Ends the line that is being redrawn. */
    void finish() {
        if (open) {
            writer.println();
            writer.flush();
            open = false;
        }
    }

    private void draw(HubFile file, long present) {
        drawn = System.nanoTime();
        double seconds = Math.max(1e-3, (drawn - started) / 1e9);
        int full = (int) (present * WIDTH / Math.max(1, file.size()));
        writer.printf(
                Locale.ROOT,
                "\r%-34.34s [%s%s] %.1f/%.1f MiB, %.1f MiB/s ",
                file.name(),
                "#".repeat(full),
                ".".repeat(WIDTH - full),
                present / MIB,
                file.size() / MIB,
                (present - startedWith) / MIB / seconds);
        writer.flush();
        open = true;
    }

    private void tell(String format, Object... values) {
        writer.printf(Locale.ROOT, format + "%n", values);
        writer.flush();
    }
}
