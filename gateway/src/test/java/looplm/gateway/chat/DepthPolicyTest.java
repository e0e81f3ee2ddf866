package looplm.gateway.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import looplm.gateway.error.GatewayException;
import looplm.wire.openai.LoopControls;
import looplm.wire.openai.Model;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class DepthPolicyTest {

    /** The operator allows twice the trained steps. */
    private static final Model.Loop MODEL = new Model.Loop(4, 8, "0123456789ab", null, Map.of(), null);

    @Test
    void check_accepts_whatTheModelCanDo() {
        assertThatCode(() -> {
                    DepthPolicy.check(null, null, MODEL);
                    DepthPolicy.check("xhigh", new LoopControls(1, 8, 1.0, true), MODEL);
                    DepthPolicy.check("none", new LoopControls(null, 1, 0.001, null), MODEL);
                })
                .doesNotThrowAnyException();
    }

    @Test
    void check_namesTheField_whenItIsOutOfRange() {
        assertField("loop.max_steps", new LoopControls(null, 9, null, null));
        assertField("loop.min_steps", new LoopControls(0, null, null, null));
        assertField("loop.min_steps", new LoopControls(5, 4, null, null));
        assertField("loop.exit_threshold", new LoopControls(null, null, Double.NaN, null));
    }

    @Test
    void deepen_setsTrainedSteps_notTheServersLimit() {
        var body = (ObjectNode) new JsonMapper().readTree("""
                {"loop":{"min_steps":1,"exit_threshold":0.1,"trace":true},"reasoning_effort":"low","x":1}""");

        ObjectNode deepened = DepthPolicy.deepen(body, MODEL);

        assertThat(deepened.toString()).isEqualTo("{\"loop\":{\"min_steps\":4,\"max_steps\":4},\"x\":1}");
        assertThat(body.has("reasoning_effort")).isTrue();
    }

    private static void assertField(String field, LoopControls loop) {
        assertThatThrownBy(() -> DepthPolicy.check(null, loop, MODEL))
                .isInstanceOfSatisfying(
                        GatewayException.class,
                        failure -> assertThat(failure.param()).hasValue(field));
    }
}
