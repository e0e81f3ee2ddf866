package looplm.model.hub;

import java.time.Duration;

/** Is told how a pull gets on. Called by one thread. */
public interface PullListener {

    /** Begins a file of which so many bytes are there already. */
    void begin(HubFile file, long present);

    /** So many of the file's bytes are there. */
    void progress(HubFile file, long present);

    /** Waits before another attempt. */
    void retry(String reason, Duration wait);
}
