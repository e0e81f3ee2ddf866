package looplm.trainer.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import looplm.model.checkpoint.LoopLmConfig;
import looplm.model.text.ChatTemplate;
import looplm.model.text.ChatTurn;
import looplm.model.text.Tokenizer;
import looplm.trainer.recipe.Loss;

/** Turns texts into documents by the tokenizer and the chat template of a checkpoint. */
public final class DocumentEncoder {

    private static final String ASSISTANT = "assistant";

    private final Tokenizer tokenizer;
    private final ChatTemplate template;
    private final LoopLmConfig config;
    private final Loss loss;

    /**
     * An encoder.
     *
     * @throws IllegalArgumentException if the checkpoint names no end token
     */
    public DocumentEncoder(Tokenizer tokenizer, ChatTemplate template, LoopLmConfig config, Loss loss) {
        if (config.eosTokenIds().isEmpty()) {
            throw new IllegalArgumentException("eos_token_id: none (expected: one, to end documents with)");
        }
        this.tokenizer = tokenizer;
        this.template = template;
        this.config = config;
        this.loss = loss;
    }

    /** Token that fills rows; its places are never read. */
    int padding() {
        return config.padTokenId().orElse(config.eosTokenIds().getFirst());
    }

    /** All tokens of a text and its end, in pieces where it is longer than the context. */
    List<Document> text(String text) {
        int[] ids = ended(tokenizer.encodePrompt(text));
        if (ids.length < 2) {
            throw new IllegalArgumentException("text: empty (expected: at least one token)");
        }
        var pieces = new ArrayList<Document>();
        for (int from = 0; from < ids.length - 1; from += config.contextLength()) {
            int[] piece = Arrays.copyOfRange(ids, from, Math.min(ids.length, from + config.contextLength() + 1));
            pieces.add(Document.asked(piece, 1, 1, 1));
        }
        return pieces;
    }

    /** A completion and its end, asked for after a prompt. */
    Document completion(String prompt, String completion) {
        return completion(tokenizer.encodePrompt(prompt), completion);
    }

    private Document completion(int[] before, String completion) {
        int[] after = ended(tokenizer.encode(completion));
        if (before.length == 0) {
            throw new IllegalArgumentException("prompt: empty (expected: at least one token)");
        }
        return fitting(Document.asked(
                concat(before, after), before.length, loss.promptTokenWeight(), loss.laterTokenWeight()));
    }

    /**
     * What the assistant says in a conversation. Where the template renders only the latest turns, its last message
     * alone.
     */
    List<Document> chat(List<ChatTurn> conversation) {
        if (conversation.stream().noneMatch(turn -> turn.role().equals(ASSISTANT))) {
            throw new IllegalArgumentException("messages: no assistant (expected: one to learn from)");
        }
        return template.turns().isPresent() ? lastTurn(conversation) : List.of(allTurns(conversation));
    }

    private List<Document> lastTurn(List<ChatTurn> conversation) {
        var documents = new ArrayList<Document>();
        for (int i = 0; i < conversation.size(); i++) {
            if (conversation.get(i).role().equals(ASSISTANT)) {
                documents.add(completion(
                        tokenizer.encode(template.render(conversation.subList(0, i), true)),
                        conversation.get(i).content()));
            }
        }
        return documents;
    }

    /** Each rendered prefix must go on where the one before it ended; the pieces are encoded apart. */
    private Document allTurns(List<ChatTurn> conversation) {
        var ids = new ArrayList<Integer>();
        var weights = new ArrayList<Float>();
        String done = "";
        int first = -1;
        for (int i = 0; i < conversation.size(); i++) {
            if (!conversation.get(i).role().equals(ASSISTANT)) {
                continue;
            }
            String asked = template.render(conversation.subList(0, i), true);
            String answered = template.render(conversation.subList(0, i + 1), false);
            append(rest(done, asked), (float) loss.promptTokenWeight(), ids, weights);
            first = first < 0 ? ids.size() : first;
            append(rest(asked, answered), 1, ids, weights);
            done = answered;
        }
        var document = new float[weights.size()];
        for (int i = 1; i < document.length; i++) {
            document[i] = weights.get(i);
        }
        return fitting(new Document(ids.stream().mapToInt(Integer::intValue).toArray(), document, Math.max(1, first)));
    }

    private static String rest(String before, String whole) {
        if (!whole.startsWith(before)) {
            throw new IllegalArgumentException(
                    "messages: the chat template renders them differently once more follow (expected: a template whose"
                            + " text only grows)");
        }
        return whole.substring(before.length());
    }

    private void append(String text, float weight, List<Integer> ids, List<Float> weights) {
        for (int id : tokenizer.encode(text)) {
            ids.add(id);
            weights.add(weight);
        }
    }

    private Document fitting(Document document) {
        if (document.inputs() > config.contextLength()) {
            throw new IllegalArgumentException("document: %d tokens (expected: at most the context's %d)"
                    .formatted(document.inputs(), config.contextLength()));
        }
        return document;
    }

    private int[] ended(int[] ids) {
        return concat(ids, new int[] {config.eosTokenIds().getFirst()});
    }

    private static int[] concat(int[] a, int[] b) {
        return IntStream.concat(Arrays.stream(a), Arrays.stream(b)).toArray();
    }
}
