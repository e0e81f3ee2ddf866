package looplm.model.hub;

import java.time.Duration;

/** Nobody watches. */
final class FakePullListener implements PullListener {

    @Override
    public void begin(HubFile file, long present) {}

    @Override
    public void progress(HubFile file, long present) {}

    @Override
    public void retry(String reason, Duration wait) {}
}
