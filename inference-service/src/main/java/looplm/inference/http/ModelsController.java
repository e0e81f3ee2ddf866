package looplm.inference.http;

import jakarta.servlet.http.HttpServletResponse;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import looplm.edge.RefusedException;
import looplm.inference.admission.ServedModel;
import looplm.inference.admission.TextCodec;
import looplm.inference.engine.model.StepBounds;
import looplm.model.exit.Effort;
import looplm.model.exit.EffortFigures;
import looplm.wire.ErrorCode;
import looplm.wire.Headers;
import looplm.wire.openai.LoopControls;
import looplm.wire.openai.Model;
import looplm.wire.openai.ModelList;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** {@code GET /v1/models}: the one model, and what it can do in depth. */
@RestController
final class ModelsController {

    private final ServedModel served;
    private final Model model;

    ModelsController(ServedModel served, TextCodec text) {
        this.served = served;
        this.model = model(served, text.longestToken());
    }

    @GetMapping("/v1/models")
    ModelList list(HttpServletResponse response) {
        response.setHeader(Headers.MODEL, served.reference());
        return ModelList.of(List.of(model));
    }

    @GetMapping("/v1/models/{name}")
    Model one(@PathVariable String name, HttpServletResponse response) {
        if (!name.equals(served.name())) {
            throw RefusedException.of(
                    ErrorCode.MODEL_NOT_FOUND, "model", "model: not found (expected: " + served.name() + ")");
        }
        response.setHeader(Headers.MODEL, served.reference());
        return model;
    }

    private static Model model(ServedModel served, int longestToken) {
        var efforts = new LinkedHashMap<String, LoopControls>();
        for (Effort effort : Effort.values()) {
            efforts.put(effort.key(), controls(served.depth().bounds(effort)));
        }
        return new Model(
                served.name(),
                Model.OBJECT,
                served.created(),
                "looplm",
                served.shape().contextLength(),
                longestToken,
                served.turns(),
                new Model.Loop(
                        served.shape().trainedSteps(),
                        served.depth().maxSteps(),
                        served.weightsHash(),
                        served.kernel(),
                        efforts,
                        measured(served)));
    }

    /** Of a profile that says so for every effort; null for any other. */
    private static @Nullable Map<String, Model.Measured> measured(ServedModel served) {
        var measured = new LinkedHashMap<String, Model.Measured>();
        served.measured().forEach((effort, figures) -> measured.put(effort.key(), measured(figures)));
        return measured.isEmpty() ? null : measured;
    }

    private static Model.Measured measured(EffortFigures figures) {
        return new Model.Measured(figures.accuracy(), figures.standardError(), figures.meanSteps(), figures.worst());
    }

    /** The threshold as people wrote it: 0.3, not float32's nearest double. */
    private static LoopControls controls(StepBounds bounds) {
        double threshold = Double.parseDouble(Float.toString(bounds.exitThreshold()));
        return new LoopControls(bounds.minSteps(), bounds.maxSteps(), threshold, null);
    }
}
