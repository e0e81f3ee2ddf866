package looplm.edge;

import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonFactoryBuilder;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.cfg.CoercionAction;
import tools.jackson.databind.cfg.CoercionInputShape;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.type.LogicalType;

/**
 * JSON without guessing: {@code "7"} is no number, {@code 1.7} no integer, a field may stand once, nothing may follow. So no
 * two readers of a body see two texts. What an unknown field means is each service's own decision.
 */
public final class StrictJson {

    private StrictJson() {}

    /**
     * Reads what a client sends; fields that are not known here are ignored.
     *
     * @param mostTokens as of {@link JsonBounds}
     */
    public static JsonMapper mapper(int mostTokens) {
        JsonFactoryBuilder parsers = JsonFactory.builder();
        JsonBounds.set(parsers, mostTokens);
        var builder = JsonMapper.builder(parsers.build()).disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
        configure(builder);
        return builder.build();
    }

    public static void configure(JsonMapper.Builder builder) {
        builder.disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
                .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .withCoercionConfig(
                        LogicalType.Textual,
                        text -> text.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                                .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                                .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail));
    }
}
