package looplm.model.script;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.engine.Engine;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ScriptModuleTest {

    private static final String TEXT = """
            # A comment at the margin, then a blank line.

            def twice(self, x: Tensor) -> Tensor:   # and one behind code
              return x + x

            def weigh(self, x: Tensor, w: List[Tensor]) -> Tensor:
              return self.twice(x) * w[0] + w[1]
            """;

    private NDManager manager;

    @BeforeEach
    void open() {
        manager = ScriptModule.newManager();
    }

    @AfterEach
    void close() {
        manager.close();
    }

    @Test
    void call_runsMethod_whenTextHasComments() {
        try (ScriptModule module = ScriptModule.ofText(manager, TEXT);
                var arguments = new CallArguments().add(manager.create(3f))) {
            assertThat(module.call(manager, "twice", arguments).head().getFloat())
                    .isEqualTo(6);
        }
    }

    @Test
    void train_givesGradients_whenMethodIsNotForward() {
        try (ScriptModule module = ScriptModule.ofText(manager, TEXT)) {
            NDArray factor = manager.create(5f);
            factor.setRequiresGradient(true);
            try (var collector = Engine.getEngine("PyTorch").newGradientCollector()) {
                NDList result =
                        module.train("weigh", new NDList(manager.create(3f)), List.of(factor, manager.create(1f)));
                assertThat(result.head().getFloat()).isEqualTo(31);
                collector.backward(result.head());
            }
            assertThat(factor.getGradient().getFloat()).isEqualTo(6);
        }
    }

    @Test
    void ofText_saysWhere_whenTextDoesNotCompile() {
        assertThatThrownBy(() -> ScriptModule.ofText(manager, "def f(self, x: Tensor) -> Tensor:\n  return y\n"))
                .isInstanceOf(EngineException.class)
                .hasMessageContaining("y");
    }

    @Test
    void call_throwsWithTraceback_whenShapesDisagree() {
        try (ScriptModule module = ScriptModule.ofText(manager, TEXT);
                var arguments = new CallArguments()
                        .add(manager.ones(new Shape(2)))
                        .addList(List.of(manager.ones(new Shape(3)), manager.ones(new Shape(3))))) {
            assertThatThrownBy(() -> module.call(manager, "weigh", arguments))
                    .isInstanceOf(EngineException.class)
                    .hasMessageContaining("size of tensor");
        }
    }

    @Test
    void ofResource_namesResource_whenThereIsNone() {
        assertThatThrownBy(() -> ScriptModule.ofResource(manager, "/none.py"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("/none.py");
    }

    @Test
    void of_givesTheSameMemoryAsTheTensor_whenWrittenThrough() {
        NDArray array = manager.create(new float[] {1, 2, 3});
        TensorMemory.of(array).setAtIndex(JAVA_FLOAT, 1, 7);
        assertThat(array.toFloatArray()).containsExactly(1, 7, 3);
        assertThat(TensorMemory.of(array).byteSize()).isEqualTo(12);
    }
}
