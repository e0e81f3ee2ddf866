package looplm.model.parity;

import java.util.Arrays;
import java.util.List;
import looplm.model.text.ChatTemplate;
import looplm.model.text.ChatTurn;
import looplm.model.text.StreamingDecoder;
import looplm.model.text.Tokenizer;
import tools.jackson.databind.JsonNode;

/** Tokenizer and chat template. */
final class TextParity implements ParityCheck {

    @Override
    public boolean applies(GoldenCase golden) {
        return golden.json("tokenizer_expected.json").isObject();
    }

    @Override
    public void run(GoldenCase golden, ParityRows rows) {
        JsonNode expected = golden.json("tokenizer_expected.json");
        try (Tokenizer tokenizer = Tokenizer.load(golden.checkpoint())) {
            var text = new Text(golden, rows, tokenizer);
            JsonNode encode = expected.path("encode");
            encode.values().forEach(example -> text.encode("encode (%d texts)".formatted(encode.size()), example));
            JsonNode decode = expected.path("decode");
            decode.values().forEach(ids -> text.decode("decode (%d lists of ids)".formatted(decode.size()), ids));
            JsonNode chat = expected.path("chat");
            chat.values().forEach(talk -> text.chat("chat (%d conversations)".formatted(chat.size()), talk));
        }
    }

    private record Text(GoldenCase golden, ParityRows rows, Tokenizer tokenizer) {

        void encode(String quantity, JsonNode example) {
            int[] ids = ints(example.path("ids"));
            int[] own = tokenizer.encode(example.path("text").stringValue());
            JsonNode vocabulary = GoldenCase.json(golden.checkpoint().resolve(Tokenizer.FILE))
                    .path("model")
                    .path("vocab");
            int[] byName = example.path("tokens").values().stream()
                    .mapToInt(token -> vocabulary
                            .path(token.stringValue())
                            .intValue(tokenizer.addedToken(token.stringValue()).orElse(-1)))
                    .toArray();
            rows.equal(golden, "tokenizer." + quantity, Arrays.equals(own, ids) && Arrays.equals(own, byName));
            decode(quantity.replace("encode", "decode"), example);
        }

        void decode(String quantity, JsonNode example) {
            int[] ids = ints(example.path("ids"));
            String visible = example.path("decoded_skip_special").stringValue();
            boolean whole = tokenizer.decode(ids).equals(example.path("decoded").stringValue())
                    && tokenizer.decodeVisible(ids).equals(visible);
            rows.equal(golden, "tokenizer." + quantity, whole && streamed(ids).equals(visible));
        }

        private String streamed(int[] ids) {
            StreamingDecoder decoder = tokenizer.streamingDecoder();
            var text = new StringBuilder();
            for (int id : ids) {
                text.append(decoder.push(id));
            }
            return text.append(decoder.finish()).toString();
        }

        void chat(String quantity, JsonNode talk) {
            List<ChatTurn> turns = talk.path("messages").values().stream()
                    .map(turn -> new ChatTurn(
                            turn.path("role").stringValue(),
                            turn.path("content").stringValue()))
                    .toList();
            boolean prompt = talk.path("add_generation_prompt").booleanValue();
            String rendered = talk.path("rendered").stringValue();
            boolean equal =
                    ChatTemplate.load(golden.checkpoint()).render(turns, prompt).equals(rendered)
                            && ChatTemplate.chatMl().render(turns, prompt).equals(rendered)
                            && Arrays.equals(tokenizer.encode(rendered), ints(talk.path("ids")));
            rows.equal(golden, quantity, equal);
        }

        private static int[] ints(JsonNode list) {
            return list.values().stream().mapToInt(JsonNode::intValue).toArray();
        }
    }
}
