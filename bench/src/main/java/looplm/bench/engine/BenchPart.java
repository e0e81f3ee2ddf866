package looplm.bench.engine;

/** A piece of {@code bench engine} that can be run alone. */
enum BenchPart {
    /** Laws measured in arms A B B A, and full depth. */
    LAWS("laws"),
    /** Bytes of keys and values that a tick moves. */
    KV("kv"),
    /** The other laws, and other numbers of rows, by counted ticks and the measured cost of one. */
    MODELLED("modelled"),
    /** The cost of a step by rows and context. */
    FIT("fit"),
    /** What a kept beginning of a prompt saves. */
    PREFIX("prefix"),
    /** Poisson arrivals, prompts included. */
    OPEN("open");

    private final String key;

    BenchPart(String key) {
        this.key = key;
    }

    /** Its name on the command line. */
    @Override
    public String toString() {
        return key;
    }
}
