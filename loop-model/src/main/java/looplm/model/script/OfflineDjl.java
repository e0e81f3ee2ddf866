package looplm.model.script;

/**
 * Keeps DJL from calling out. By default its engine and its tokenizers report their use to the internet when they start,
 * and look for natives there.
 */
public final class OfflineDjl {

    private OfflineDjl() {}

    /** To be called before the first use of DJL's engine or tokenizers; again does no harm. */
    public static void require() {
        System.setProperty("OPT_OUT_TRACKING", "true");
        System.setProperty("ai.djl.offline", "true");
    }
}
