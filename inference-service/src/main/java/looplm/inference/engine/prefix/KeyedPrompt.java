package looplm.inference.engine.prefix;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A prompt as kept beginnings are looked up by. One thread only. */
public final class KeyedPrompt {

    private final String tenant;
    private final int[] tokens;
    private @Nullable List<PrefixKey> keys;

    /**
     * @param tenant whose prompts it may share work with
     * @param tokens not copied
     */
    public KeyedPrompt(String tenant, int[] tokens) {
        this.tenant = tenant;
        this.tokens = tokens;
    }

    int length() {
        return tokens.length;
    }

    /** See {@link PrefixKey#of}; made once, because a sequence never changes its planes. */
    List<PrefixKey> keys(int planes, int chunkTokens) {
        List<PrefixKey> made = keys;
        if (made == null) {
            made = PrefixKey.of(tenant, planes, tokens, chunkTokens);
            keys = made;
        }
        return made;
    }
}
