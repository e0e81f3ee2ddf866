package looplm.inference.engine.model;

/**
 * A copy of some positions of a row's cache, kept beyond it. Named by the engine, owned by the runner.
 *
 * @param id of no other page
 * @param planes recurrent steps it holds
 * @param start first position
 * @param positions how many
 */
public record KvPage(long id, int planes, int start, int positions) {

    public int end() {
        return start + positions;
    }
}
