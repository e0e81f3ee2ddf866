package looplm.launcher.eval;

import java.io.PrintWriter;
import java.util.Locale;

/** How far a run is: a bar that is redrawn on a terminal, a line per tenth elsewhere. */
final class ProgressBar {

    private static final int WIDTH = 40;
    private static final int TENTHS = 10;

    private final PrintWriter writer;
    private final boolean redraw;
    private int toldTenths = -1;
    private boolean open;

    /** @param redraw whether a person watches */
    ProgressBar(PrintWriter writer, boolean redraw) {
        this.writer = writer;
        this.redraw = redraw;
    }

    void show(int done, int total) {
        if (total <= 0) {
            return;
        }
        long share = Math.clamp((long) done, 0, total);
        if (redraw) {
            int full = (int) (share * WIDTH / total);
            writer.printf(Locale.ROOT, "\r[%s%s] %d/%d", "#".repeat(full), ".".repeat(WIDTH - full), done, total);
            open = true;
        } else if (share * TENTHS / total > toldTenths) {
            toldTenths = (int) (share * TENTHS / total);
            writer.printf(Locale.ROOT, "%d of %d items%n", done, total);
        }
        writer.flush();
    }

    /** Ends the line that is being redrawn. */
    void finish() {
        if (!open) {
            return;
        }
        open = false;
        writer.println();
        writer.flush();
    }
}
