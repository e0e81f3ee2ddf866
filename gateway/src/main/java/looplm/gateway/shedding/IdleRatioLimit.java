package looplm.gateway.shedding;

import com.netflix.concurrency.limits.limit.AbstractLimit;

/**
 * Allows as many answers at once as keep their pace within a ratio of an idle platform's.
 *
 * <p>What idle is, is learnt where it shows: from samples with few answers in the making. Where there are never few, they are
 * made few for one sample in a minute, as BBR does with a network's queue. A sample that is quicker than idle says that idle
 * was taken for too slow, but only a little of it is believed: the quickest of many samples is luck.
 */
final class IdleRatioLimit extends AbstractLimit {

    /** Answers in the making that leave one another alone, whatever the settings. */
    private static final int FEW = 2;

    private static final double LEARNT_OF_IDLE = .3;
    private static final double LEARNT_OF_LUCK = .1;
    private static final double SMOOTHED = .3;

    private static final double SHRINKS_TO = .9;
    private static final double GROWS_TO = 1.1;

    /** Part of the tolerance below which there is room for more. */
    private static final double COMFORT = .8;

    /** Samples in a row with a limit that is used, after which nobody knows any more what idle is. */
    private static final int USED_AT_MOST = 60;

    private final SheddingSettings settings;
    private double idleNanos;
    private double nowNanos;
    private int used;

    /** What the limit returns to once idleness was seen; 0 while nobody looks for it. */
    private int resumed;

    IdleRatioLimit(SheddingSettings settings) {
        super(Math.clamp(settings.most() / 4, settings.least(), settings.most()));
        this.settings = settings;
    }

    @Override
    protected int _update(long startTime, long nanos, int inFlight, boolean dropped) {
        boolean few = inFlight <= Math.max(FEW, settings.least());
        learn(nanos, few);
        if (resumed > 0) {
            return few ? resume(nanos) : getLimit();
        }
        boolean crowded = inFlight >= getLimit() / 2;
        used = few ? 0 : crowded ? used + 1 : used;
        return used < USED_AT_MOST ? moved(crowded, dropped) : lookForIdleness();
    }

    private void learn(long nanos, boolean few) {
        if (idleNanos == 0) {
            idleNanos = nanos;
            nowNanos = nanos;
        }
        nowNanos += SMOOTHED * (nanos - nowNanos);
        if (few) {
            idleNanos += LEARNT_OF_IDLE * (nanos - idleNanos);
        } else if (nowNanos < idleNanos) {
            idleNanos += LEARNT_OF_LUCK * (nowNanos - idleNanos);
        }
    }

    private int moved(boolean crowded, boolean dropped) {
        int limit = getLimit();
        double ratio = nowNanos / idleNanos;
        if (dropped || ratio > settings.tolerance()) {
            return Math.max(settings.least(), (int) (limit * SHRINKS_TO));
        }
        return crowded && ratio < COMFORT * settings.tolerance()
                ? Math.min(settings.most(), (int) Math.ceil(limit * GROWS_TO))
                : limit;
    }

    private int lookForIdleness() {
        used = 0;
        resumed = getLimit();
        return settings.least();
    }

    private int resume(long nanos) {
        int limit = resumed;
        resumed = 0;
        nowNanos = nanos;
        return limit;
    }
}
