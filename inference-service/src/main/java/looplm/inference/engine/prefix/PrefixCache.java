package looplm.inference.engine.prefix;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import looplm.inference.engine.model.Batch;
import looplm.inference.engine.model.KvPage;
import looplm.inference.engine.model.ModelRunner;

/**
 * Pages of keys and values that outlive the row that computed them: beginnings of prompts, kept until their memory is
 * needed, the least lately used first. A page in use is not dropped. Engine thread only.
 *
 * <p>A page is one chunk of a prompt. Where rows are contiguous a hit copies; that costs memory bandwidth in place of D
 * steps of the whole stack, see docs/experiments.md.
 */
public final class PrefixCache {

    private final ModelRunner runner;
    private final KvMemory memory;
    private final int chunkTokens;
    private final boolean keeps;
    private final Lookups lookups;

    /** Least lately used first. */
    private final SequencedMap<PrefixKey, Kept> pages = new LinkedHashMap<>(16, 0.75f, true);

    private long nextId;
    private long droppableBlocks;

    /** Told of every look-up. */
    public interface Lookups {
        void looked(int tokens, int found);
    }

    /**
     * @param chunkTokens tokens of a page
     * @param keeps whether beginnings are kept at all
     */
    public PrefixCache(ModelRunner runner, KvMemory memory, int chunkTokens, boolean keeps, Lookups lookups) {
        this.runner = runner;
        this.memory = memory;
        this.chunkTokens = chunkTokens;
        this.keeps = keeps;
        this.lookups = lookups;
    }

    /** A page and how many need it now. */
    public static final class Kept {
        private final KvPage page;
        private int users;

        private Kept(KvPage page) {
            this.page = page;
        }

        public KvPage page() {
            return page;
        }
    }

    /** Whether that many blocks are free, or can be made so. */
    public boolean canFree(long blocks) {
        return memory.freeBlocks() + droppableBlocks >= blocks;
    }

    /** Drops pages until that many blocks are free. */
    public boolean makeRoom(long blocks) {
        Iterator<Kept> oldest = pages.values().iterator();
        while (memory.freeBlocks() < blocks && oldest.hasNext()) {
            Kept kept = oldest.next();
            if (kept.users == 0) {
                oldest.remove();
                droppableBlocks -= blocks(kept.page);
                discard(kept.page);
            }
        }
        return memory.freeBlocks() >= blocks;
    }

    /** The kept beginning of a prompt, in order; to be {@link #release}d. At least one token is left to be run. */
    public List<Kept> use(KeyedPrompt prompt, int planes) {
        int whole = (prompt.length() - 1) / chunkTokens;
        if (!keeps || whole == 0) {
            return List.of();
        }
        List<PrefixKey> keys = prompt.keys(planes, chunkTokens);
        var used = new ArrayList<Kept>();
        while (used.size() < whole && pages.containsKey(keys.get(used.size()))) {
            used.add(pages.get(keys.get(used.size())));
        }
        // The beginning last: it is of use to more prompts than what follows, so it is to be dropped later.
        for (int i = used.size() - 1; i >= 0; i--) {
            pages.get(keys.get(i));
            acquire(used.get(i));
        }
        lookups.looked(prompt.length(), used.size() * chunkTokens);
        return used;
    }

    public void release(List<Kept> used) {
        used.forEach(this::release);
    }

    private void acquire(Kept kept) {
        if (kept.users++ == 0) {
            droppableBlocks -= blocks(kept.page);
        }
    }

    private void release(Kept kept) {
        if (kept.users < 1) {
            throw new IllegalStateException("page " + kept.page.id() + ": released twice");
        }
        if (--kept.users == 0) {
            droppableBlocks += blocks(kept.page);
        }
    }

    /** Keeps a chunk that a row has just run, if it is a whole one and there is room. */
    public void keep(KeyedPrompt prompt, Batch.PrefillChunk chunk) {
        if (!keeps || chunk.tokens().length < chunkTokens || chunk.start() % chunkTokens != 0) {
            return;
        }
        PrefixKey key = prompt.keys(chunk.planes(), chunkTokens).get(chunk.start() / chunkTokens);
        long blocks = memory.blocks(chunkTokens, chunk.planes());
        if (!pages.containsKey(key) && makeRoom(blocks)) {
            pages.put(key, new Kept(save(chunk.row(), chunk.planes(), chunk.start(), chunkTokens)));
            droppableBlocks += blocks;
        }
    }

    /** A page of a whole prompt that other choices of its request wait for; not dropped before {@link #discard}. */
    public KvPage hold(int row, int planes, int positions) {
        return save(row, planes, 0, positions);
    }

    /** Frees a page that is not, or no longer, among the kept ones. */
    public void discard(KvPage page) {
        memory.drop(blocks(page));
        runner.drop(page);
    }

    /** Drops every page. */
    public void clear() {
        pages.values().forEach(kept -> discard(kept.page));
        pages.clear();
        droppableBlocks = 0;
    }

    private KvPage save(int row, int planes, int start, int positions) {
        var page = new KvPage(nextId++, planes, start, positions);
        memory.keep(blocks(page));
        try {
            runner.save(row, page);
        } catch (RuntimeException | Error e) {
            memory.drop(blocks(page));
            throw e;
        }
        return page;
    }

    private long blocks(KvPage page) {
        return memory.blocks(page.positions(), page.planes());
    }
}
