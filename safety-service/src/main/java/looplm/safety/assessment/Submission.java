package looplm.safety.assessment;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import looplm.safety.policy.Stage;
import looplm.wire.Sha256;

/**
 * What is to be decided on: texts that belong together.
 *
 * @param texts in order; a conversation has one for each message
 * @param context the prompt that a response answers; empty for a prompt. Rules leave it to the prompt's own assessment
 */
public record Submission(Stage stage, List<String> texts, String context) {

    public Submission {
        texts = List.copyOf(texts);
    }

    /** Each text, and all of them joined: a request spread over messages, or a word cut in two, is seen whole. */
    Set<String> views() {
        var views = new LinkedHashSet<>(texts);
        if (texts.size() > 1) {
            views.add(String.join(" ", texts));
            views.add(String.join("", texts));
        }
        return views;
    }

    /** SHA-256 over the texts and the context, in hex; a single text without context has the text's own hash. */
    String digest() {
        var sha = Sha256.digest();
        var parts = new ArrayList<>(texts);
        if (!context.isEmpty()) {
            parts.add(context);
        }
        for (String part : parts) {
            byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
            if (parts.size() > 1) {
                sha.update((bytes.length + ":").getBytes(StandardCharsets.US_ASCII));
            }
            sha.update(bytes);
        }
        return Sha256.hex(sha);
    }
}
