package looplm.trainer.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Documents as one padded batch, each position predicting the next token of its document. Only the tokens that a
 * document marks are predicted.
 *
 * @param rows B
 * @param length N
 * @param ids [B, N], padded on the right
 * @param positions [B, N], counted from 0 within each document
 * @param documents [B, N] number of a position's document within its row, from 1, and 0 on padding; empty where every
 *     row is one document
 * @param at [A] answer positions, {@code b * N + n}: document by document
 * @param targets [A] the token after each answer position
 * @param weights [A] of each answer position, as the documents give them
 * @param firsts index into {@code at} of each document's first answer
 */
public record TrainingBatch(
        int rows,
        int length,
        long[] ids,
        long[] positions,
        long[] documents,
        long[] at,
        long[] targets,
        float[] weights,
        int[] firsts) {

    /** Where a document lies. */
    private record Place(int row, int from) {}

    /** One document a row, as long as the longest. */
    public static TrainingBatch rows(List<Document> documents, int padding) {
        int length = documents.stream().mapToInt(Document::inputs).max().orElseThrow();
        List<Place> places = IntStream.range(0, documents.size())
                .mapToObj(row -> new Place(row, 0))
                .toList();
        return of(documents, places, length, false, padding);
    }

    /**
     * Several documents a row, none of them divided: the longest first, each into the first row that has room. A
     * document longer than {@code length} makes all rows as long as itself.
     */
    public static TrainingBatch packed(List<Document> documents, int length, int padding) {
        int longest = documents.stream().mapToInt(Document::inputs).max().orElseThrow();
        return of(documents, places(documents, Math.max(length, longest)), Math.max(length, longest), true, padding);
    }

    private static List<Place> places(List<Document> documents, int length) {
        var places = new Place[documents.size()];
        var used = new ArrayList<Integer>();
        List<Integer> longestFirst = IntStream.range(0, documents.size())
                .boxed()
                .sorted(Comparator.comparingInt((Integer i) -> -documents.get(i).inputs()))
                .toList();
        for (int i : longestFirst) {
            int inputs = documents.get(i).inputs();
            int row = 0;
            while (row < used.size() && used.get(row) + inputs > length) {
                row++;
            }
            if (row == used.size()) {
                used.add(0);
            }
            places[i] = new Place(row, used.get(row));
            used.set(row, used.get(row) + inputs);
        }
        return List.of(places);
    }

    private static TrainingBatch of(
            List<Document> documents, List<Place> places, int length, boolean packed, int padding) {
        int rows = places.stream().mapToInt(Place::row).max().orElseThrow() + 1;
        int answers = documents.stream().mapToInt(Document::answers).sum();
        var batch = new TrainingBatch(
                rows,
                length,
                new long[rows * length],
                new long[rows * length],
                new long[packed ? rows * length : 0],
                new long[answers],
                new long[answers],
                new float[answers],
                new int[documents.size()]);
        Arrays.fill(batch.ids, padding);
        int a = 0;
        for (int d = 0; d < documents.size(); d++) {
            a = batch.fill(documents.get(d), d, places.get(d), a);
        }
        return batch;
    }

    private int fill(Document document, int d, Place place, int firstAnswer) {
        int from = place.row * length + place.from;
        int a = firstAnswer;
        for (int n = 0; n < document.inputs(); n++) {
            ids[from + n] = document.ids()[n];
            positions[from + n] = n;
            if (documents.length > 0) {
                documents[from + n] = d + 1L;
            }
            if (n + 1 == document.first()) {
                firsts[d] = a;
            }
            if (document.weights()[n + 1] > 0) {
                at[a] = (long) from + n;
                targets[a] = document.ids()[n + 1];
                weights[a++] = document.weights()[n + 1];
            }
        }
        return a;
    }

    /** Padded tokens. */
    public long tokens() {
        return (long) rows * length;
    }

    /** Sum of the weights: what a mean over the answers divides by. */
    public double weight() {
        double sum = 0;
        for (float weight : weights) {
            sum += weight;
        }
        return sum;
    }

    /** The weights divided by a sum, so that they add up to 1 where it is their own. */
    public float[] weights(double sum) {
        var normed = new float[weights.length];
        for (int a = 0; a < normed.length; a++) {
            normed[a] = (float) (weights[a] / sum);
        }
        return normed;
    }
}
