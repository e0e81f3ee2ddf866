package looplm.inference.http;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import looplm.inference.admission.DepthLimits;
import looplm.inference.admission.ServedModel;
import looplm.inference.admission.TextCodec;
import looplm.inference.engine.FakeModelRunner;
import looplm.inference.engine.model.Batch.PrefillChunk;
import looplm.inference.engine.model.Batch.RowTick;
import looplm.inference.engine.model.ChunkResult;
import looplm.inference.engine.model.KvPage;
import looplm.inference.engine.model.ModelRunner;
import looplm.inference.engine.model.ModelShape;
import looplm.inference.engine.model.ScoringTask;
import looplm.inference.engine.model.ScoringWork;
import looplm.inference.engine.model.StepBounds;
import looplm.inference.engine.model.TickResult;
import looplm.inference.engine.token.TextDecoder;
import looplm.inference.runner.LoadedModel;
import looplm.model.exit.Effort;
import looplm.model.sample.SamplingParams;
import looplm.wire.openai.ChatMessage;

/**
 * A fake model that runs a tick, or a piece of scoring, only when a test permits one, so that a test can do things between two ticks. Its first
 * calls, the warm-up, need no permit.
 */
final class GatedModel implements ModelRunner {

    static final String NAME = "gated";

    /** Large enough that no answer ends by itself. */
    private static final ModelShape SHAPE = new ModelShape(1, 4, 100_000, 32);

    private final FakeModelRunner runner = new FakeModelRunner(SHAPE).script(_ -> 1);
    private final Semaphore permits = new Semaphore(0);
    private final AtomicLong ticks = new AtomicLong();
    private volatile boolean open = true;
    private volatile boolean failing;

    /** The model as the service loads it. */
    LoadedModel loaded() {
        var efforts = new EnumMap<Effort, StepBounds>(Effort.class);
        for (Effort effort : Effort.values()) {
            efforts.put(effort, StepBounds.fixed(4));
        }
        var served = new ServedModel(
                NAME,
                "0123456789ab",
                "f32-plain",
                0,
                0,
                SHAPE,
                new DepthLimits(4, efforts),
                Map.of(),
                SamplingParams.GREEDY,
                Set.of(7));
        return new LoadedModel(this, new OneToken(), served);
    }

    /** From now on every tick needs a permit. */
    void close(int permitted) {
        open = false;
        permits.drainPermits();
        permits.release(permitted);
    }

    /** Permits everything. */
    void open() {
        open = true;
        permits.release(1_000_000);
    }

    void permit(int ticks) {
        permits.release(ticks);
    }

    /** Ticks that have begun, those that wait for a permit left out. */
    long ticks() {
        return ticks.get();
    }

    /** Whether every call of the model throws. */
    void failing(boolean fails) {
        failing = fails;
    }

    @Override
    public ModelShape shape() {
        return SHAPE;
    }

    @Override
    public long planePositionBytes() {
        return runner.planePositionBytes();
    }

    @Override
    public void save(int row, KvPage page) {
        runner.save(row, page);
    }

    @Override
    public void load(int row, KvPage page, int prompt, int positions) {
        runner.load(row, page, prompt, positions);
    }

    @Override
    public void drop(KvPage page) {
        runner.drop(page);
    }

    @Override
    public ChunkResult prefill(PrefillChunk chunk) {
        if (failing) {
            throw new IllegalStateException("a fault that a test asked for");
        }
        return runner.prefill(chunk);
    }

    @Override
    public TickResult tick(RowTick tick) {
        pass();
        ticks.incrementAndGet();
        if (failing) {
            throw new IllegalStateException("a fault that a test asked for");
        }
        return runner.tick(tick);
    }

    private void pass() {
        if (!open) {
            permits.acquireUninterruptibly();
        }
    }

    @Override
    public ScoringWork score(ScoringTask task) {
        ScoringWork work = runner.score(task);
        return new ScoringWork() {
            @Override
            public boolean advance() {
                pass();
                return work.advance();
            }

            @Override
            public int fedTokens() {
                return work.fedTokens();
            }

            @Override
            public List<ContinuationLikelihood> scores() {
                return work.scores();
            }

            @Override
            public void close() {
                work.close();
            }
        };
    }

    @Override
    public void release(int row) {
        runner.release(row);
    }

    @Override
    public void close() {
        runner.close();
    }

    /** Every prompt is one token, every token one letter. */
    private static final class OneToken implements TextCodec {
        @Override
        public int mostCharacters() {
            return Integer.MAX_VALUE;
        }

        @Override
        public int longestToken() {
            return 256;
        }

        @Override
        public int[] encode(String text) {
            return new int[] {3};
        }

        @Override
        public int[] encodeChat(List<ChatMessage> messages) {
            return new int[] {3};
        }

        @Override
        public String token(int id) {
            return "b";
        }

        @Override
        public byte[] bytes(int id) {
            return new byte[] {'b'};
        }

        @Override
        public TextDecoder newDecoder() {
            return new TextDecoder() {
                @Override
                public String append(int token) {
                    return "b";
                }

                @Override
                public String finish() {
                    return "";
                }
            };
        }
    }
}
