package looplm.inference.engine.prefix;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;

/**
 * Names a chunk of a prompt together with all that is before it: the hash of its tokens over the hash of the chunk
 * before. The first is over the tenant and the planes, so no tenant can find out by timing what another one asked.
 */
record PrefixKey(long first, long second, long third, long fourth) {

    /**
     * Keys of the whole chunks of a prompt.
     *
     * @param planes D: what is kept of shallower prompts does not serve deeper ones
     */
    static List<PrefixKey> of(String tenant, int planes, int[] tokens, int chunkTokens) {
        var keys = new ArrayList<PrefixKey>();
        MessageDigest sha = sha256();
        sha.update(ByteBuffer.allocate(Integer.BYTES).putInt(planes).flip());
        byte[] before = sha.digest(tenant.getBytes(StandardCharsets.UTF_8));
        for (int end = chunkTokens; end <= tokens.length; end += chunkTokens) {
            ByteBuffer content = ByteBuffer.allocate(before.length + chunkTokens * Integer.BYTES);
            content.put(before);
            for (int i = end - chunkTokens; i < end; i++) {
                content.putInt(tokens[i]);
            }
            before = sha.digest(content.array());
            ByteBuffer hash = ByteBuffer.wrap(before);
            keys.add(new PrefixKey(hash.getLong(), hash.getLong(), hash.getLong(), hash.getLong()));
        }
        return keys;
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
