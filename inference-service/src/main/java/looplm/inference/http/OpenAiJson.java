package looplm.inference.http;

import looplm.edge.StrictJson;
import looplm.wire.inference.ScoreRequest;
import looplm.wire.openai.LoopControls;
import looplm.wire.openai.StreamOptions;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.deser.DeserializationProblemHandler;
import tools.jackson.databind.exc.UnrecognizedPropertyException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Strict JSON in which unknown fields of OpenAI's objects are ignored, as OpenAI does; in the depth controls, which are
 * ours, they are refused: a misspelt bound would silently change what an answer costs.
 */
public final class OpenAiJson {

    private OpenAiJson() {}

    public static void configure(JsonMapper.Builder builder) {
        StrictJson.configure(builder);
        builder.disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).addHandler(new OwnObjects());
    }

    private static final class OwnObjects extends DeserializationProblemHandler {
        @Override
        public boolean handleUnknownProperty(
                DeserializationContext context,
                JsonParser parser,
                ValueDeserializer<?> deserializer,
                Object beanOrClass,
                String name) {
            Class<?> type = deserializer.handledType();
            if (type == LoopControls.class || type == StreamOptions.class || type == ScoreRequest.class) {
                throw UnrecognizedPropertyException.from(
                        parser, beanOrClass, name, deserializer.getKnownPropertyNames());
            }
            return false;
        }
    }
}
