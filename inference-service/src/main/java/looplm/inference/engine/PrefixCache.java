package looplm.inference.engine;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/**
 * Pages of keys and values that outlive the row that computed them: beginnings of prompts, kept until their memory is
 * needed, the least lately used first. A page in use is not dropped. Engine thread only.
 *
 * <p>A page is one chunk of a prompt. Where rows are contiguous a hit copies; that costs memory bandwidth in place of D
 * steps of the whole stack, see docs/experiments.md.
 */
final class PrefixCache {

    private final ModelRunner runner;
    private final KvMemory memory;
    private final EngineStats stats;
    private final int chunkTokens;
    private final boolean keeps;

    /** Least lately used first. */
    private final SequencedMap<PrefixKey, Kept> pages = new LinkedHashMap<>(16, 0.75f, true);

    private long nextId;
    private long droppableBlocks;

    PrefixCache(ModelRunner runner, KvMemory memory, EngineSettings settings, EngineStats stats) {
        this.runner = runner;
        this.memory = memory;
        this.stats = stats;
        this.chunkTokens = settings.chunkTokens();
        this.keeps = settings.keepPrefixes();
    }

    /** A page and how many need it now. */
    static final class Kept {
        private final KvPage page;
        private final long blocks;
        private int users;

        private Kept(KvPage page, long blocks) {
            this.page = page;
            this.blocks = blocks;
        }

        KvPage page() {
            return page;
        }
    }

    /** Whether that many blocks are free, or can be made so. */
    boolean canFree(long blocks) {
        return memory.freeBlocks() + droppableBlocks >= blocks;
    }

    /** Drops pages until that many blocks are free. */
    boolean makeRoom(long blocks) {
        Iterator<Kept> oldest = pages.values().iterator();
        while (memory.freeBlocks() < blocks && oldest.hasNext()) {
            Kept kept = oldest.next();
            if (kept.users == 0) {
                oldest.remove();
                droppableBlocks -= kept.blocks;
                discard(kept);
            }
        }
        return memory.freeBlocks() >= blocks;
    }

    /** The kept beginning of a prompt, in order; to be {@link #release}d. At least one token is left to be run. */
    List<Kept> use(Sequence sequence, int planes) {
        int[] prompt = sequence.request().promptTokens();
        int whole = (prompt.length - 1) / chunkTokens;
        if (!keeps || whole == 0) {
            return List.of();
        }
        List<PrefixKey> keys = keys(sequence, planes);
        var used = new ArrayList<Kept>();
        while (used.size() < whole && pages.containsKey(keys.get(used.size()))) {
            used.add(pages.get(keys.get(used.size())));
        }
        // The beginning last: it is of use to more prompts than what follows, so it is to be dropped later.
        for (int i = used.size() - 1; i >= 0; i--) {
            pages.get(keys.get(i));
            acquire(used.get(i));
        }
        stats.looked(prompt.length, used.size() * chunkTokens);
        return used;
    }

    void release(List<Kept> used) {
        used.forEach(this::release);
    }

    private void acquire(Kept kept) {
        if (kept.users++ == 0) {
            droppableBlocks -= kept.blocks;
        }
    }

    private void release(Kept kept) {
        if (kept.users < 1) {
            throw new IllegalStateException("page " + kept.page.id() + ": released twice");
        }
        if (--kept.users == 0) {
            droppableBlocks += kept.blocks;
        }
    }

    /** Keeps a chunk that a row has just run, if it is a whole one and there is room. */
    void keep(Row row, Batch.PrefillChunk chunk) {
        if (!keeps || chunk.tokens().length < chunkTokens || chunk.start() % chunkTokens != 0) {
            return;
        }
        PrefixKey key = keys(row.sequence(), chunk.planes()).get(chunk.start() / chunkTokens);
        long blocks = memory.blocks(chunkTokens, chunk.planes());
        if (!pages.containsKey(key) && makeRoom(blocks)) {
            pages.put(key, save(row.index(), chunk.planes(), chunk.start(), chunkTokens, blocks));
            droppableBlocks += blocks;
        }
    }

    /** A page of a whole prompt that other choices of its request wait for; not dropped before {@link #discard}. */
    Kept hold(Row row, int planes, int positions) {
        return save(row.index(), planes, 0, positions, memory.blocks(positions, planes));
    }

    /** Frees a page that is not, or no longer, among the kept ones. */
    void discard(Kept kept) {
        memory.drop(kept.blocks);
        runner.drop(kept.page);
    }

    /** Drops every page. */
    void clear() {
        pages.values().forEach(this::discard);
        pages.clear();
        droppableBlocks = 0;
    }

    private Kept save(int row, int planes, int start, int positions, long blocks) {
        var page = new KvPage(nextId++, planes, start, positions);
        memory.keep(blocks);
        try {
            runner.save(row, page);
        } catch (RuntimeException | Error e) {
            memory.drop(blocks);
            throw e;
        }
        return new Kept(page, blocks);
    }

    private List<PrefixKey> keys(Sequence sequence, int planes) {
        return sequence.prefixKeys(planes, chunkTokens);
    }
}
