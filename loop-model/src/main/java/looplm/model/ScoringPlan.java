package looplm.model;

import java.util.ArrayList;
import java.util.List;

/**
 * In what order the tokens of several continuations are fed. Those of as many continuations as fit share the cache behind
 * the context (a wave); what is too much for one call is cut into pieces.
 */
final class ScoringPlan {

    /** A token of a continuation that is fed, to predict the one after it. */
    record Fed(int continuation, int index) {}

    /** Tokens {@code from .. to - 1} of a wave, fed in one call. */
    record Piece(List<Fed> wave, int from, int to) {

        List<Fed> fed() {
            return wave.subList(from, to);
        }

        /** Whose each slot of the cache is: 0 for those of the context, else the number of a continuation from 1. */
        long[] owners(int contextLength) {
            var owners = new long[contextLength + to];
            for (int i = 0; i < to; i++) {
                owners[contextLength + i] = wave.get(i).continuation() + 1L;
            }
            return owners;
        }
    }

    private ScoringPlan() {}

    /** Slots behind the context that a plan needs. */
    static int slots(List<int[]> continuations, int pieceTokens) {
        int longest = 0;
        long all = 0;
        for (int[] continuation : continuations) {
            longest = Math.max(longest, continuation.length - 1);
            all += continuation.length - 1;
        }
        return (int) Math.max(longest, Math.min(all, pieceTokens));
    }

    /**
     * @param slots behind the context
     * @param pieceTokens tokens of a piece at most
     */
    static List<Piece> pieces(List<int[]> continuations, int slots, int pieceTokens) {
        var pieces = new ArrayList<Piece>();
        var wave = new ArrayList<Fed>();
        for (int c = 0; c < continuations.size(); c++) {
            int fed = continuations.get(c).length - 1;
            if (wave.size() + fed > Math.min(slots, pieceTokens)) {
                cut(List.copyOf(wave), pieceTokens, pieces);
                wave.clear();
            }
            for (int i = 0; i < fed; i++) {
                wave.add(new Fed(c, i));
            }
        }
        cut(List.copyOf(wave), pieceTokens, pieces);
        return pieces;
    }

    private static void cut(List<Fed> wave, int pieceTokens, List<Piece> pieces) {
        for (int from = 0; from < wave.size(); from += pieceTokens) {
            pieces.add(new Piece(wave, from, Math.min(from + pieceTokens, wave.size())));
        }
    }
}
