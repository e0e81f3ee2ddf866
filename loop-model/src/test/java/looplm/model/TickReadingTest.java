package looplm.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import looplm.model.cache.KvCache;
import looplm.model.testing.TinyLoopLm;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What a tick tells of rows that stay, and caches that are filled by copying. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TickReadingTest {

    private static final int[] PROMPT = {5, 6, 7, 8, 9};

    /** In a bucket that is no multiple of four the last rows may go through another kernel. */
    private static final int BUCKET = 4;

    private LoopLm model;
    private float[] expectedLogits = {};

    @BeforeAll
    void load() {
        model = TinyLoopLm.load(11);
    }

    @AfterAll
    void close() {
        model.close();
    }

    @Test
    void told_showsTheLogitsOfEveryStep_andChangesNothingElse() {
        try (KvCache plain = prefilled();
                KvCache told = prefilled();
                KvCache neighbour = prefilled()) {
            TickRow row = TickRow.start(plain, 20, PROMPT.length, 1, 4, 1);
            TickRow shown = told(TickRow.start(told, 20, PROMPT.length, 1, 4, 1));
            TickRow other = TickRow.start(neighbour, 30, PROMPT.length, 1, 4, 1);
            for (int step = 0; step < 4; step++) {
                RowResult expected = model.tick(List.of(row), BUCKET).getFirst();
                List<RowResult> results = model.tick(List.of(other, shown), BUCKET);
                RowResult actual = results.get(1);
                assertThat(results.getFirst().logits()).hasSize(step < 3 ? 0 : 259);
                assertThat(told.state().toFloatArray()).isEqualTo(plain.state().toFloatArray());
                assertThat(actual.logits()).hasSize(259);
                if (step == 3) {
                    assertThat(actual.logits()).isEqualTo(expected.logits());
                } else {
                    assertThat(expected.logits()).isEmpty();
                    row = row.after(expected);
                    shown = shown.after(actual);
                    other = other.after(results.getFirst());
                }
            }
        }
    }

    @Test
    void row_isBitEqual_atEveryPlaceOfABucketOfFourRowsOrAMultiple() {
        for (int bucket : new int[] {4, 8, 12}) {
            for (int place = 0; place < bucket; place++) {
                var caches = new ArrayList<KvCache>();
                var rows = new ArrayList<TickRow>();
                for (int b = 0; b <= place; b++) {
                    caches.add(prefilled());
                    rows.add(TickRow.start(caches.getLast(), b == place ? 20 : 30 + b, PROMPT.length, 1, 1, 1));
                }
                float[] logits = model.tick(rows, bucket).getLast().logits();
                if (place == 0) {
                    expectedLogits = logits;
                }
                assertThat(logits).as("place %s of %s", place, bucket).isEqualTo(expectedLogits);
                caches.forEach(KvCache::close);
            }
        }
    }

    @Test
    void copyPositions_givesACacheThatContinuesBitEqual() {
        try (KvCache source = prefilled();
                KvCache page = model.newCache(4, 3);
                KvCache target = model.newCache(4, 30)) {
            model.copyPositions(page, 0, source, 0, 3);
            model.copyPositions(target, 0, page, 0, 3);
            model.copyPositions(target, 3, source, 3, 2);

            RowResult expected = model.tick(List.of(TickRow.start(source, 20, 5, 1, 1, 1)), 1)
                    .getFirst();
            RowResult actual = model.tick(List.of(TickRow.start(target, 20, 5, 1, 1, 1)), 1)
                    .getFirst();
            assertThat(actual.logits()).isEqualTo(expected.logits());
        }
    }

    @Test
    void sharingCache_holdsAQuarterForATokenOfTheAnswer() {
        try (KvCache full = model.newCache(4, 10 + 100);
                KvCache shared = model.newSharingCache(4, 10, 100);
                KvCache prompt = model.newCache(4, 10)) {
            double ratio = (double) (shared.bytes() - prompt.bytes()) / (full.bytes() - prompt.bytes());
            assertThat(ratio).isEqualTo(0.25);
            assertThat(shared.positions()).isEqualTo(110);
            assertThatThrownBy(() -> model.prefill(shared, new int[11], 0)).hasMessageContaining("before 10");
        }
    }

    @Test
    void copyPositions_isRefused_outsideACache() {
        try (KvCache source = prefilled();
                KvCache page = model.newCache(4, 3);
                KvCache deeper = model.newCache(5, 30)) {
            assertThatThrownBy(() -> model.copyPositions(page, 0, source, 0, 4)).hasMessageContaining("positions: 4");
            assertThatThrownBy(() -> model.copyPositions(page, 1, source, 0, 3)).hasMessageContaining("from 0 to 1");
            assertThatThrownBy(() -> model.copyPositions(page, 0, source, -1, 3))
                    .hasMessageContaining("from -1");
            assertThatThrownBy(() -> model.copyPositions(deeper, 0, source, 0, 3))
                    .hasMessageContaining("planes");
        }
    }

    private KvCache prefilled() {
        KvCache cache = model.newCache(4, 20);
        model.prefill(cache, PROMPT, 0);
        return cache;
    }

    private static TickRow told(TickRow row) {
        return new TickRow(
                row.cache(),
                row.token(),
                row.depth(),
                row.position(),
                row.minSteps(),
                row.maxSteps(),
                row.exitThreshold(),
                row.cdf(),
                row.survival(),
                true);
    }
}
