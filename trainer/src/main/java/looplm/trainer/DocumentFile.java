package looplm.trainer;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.CodingErrorAction;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import looplm.model.text.ChatTemplateException;
import looplm.model.text.ChatTurn;
import looplm.trainer.recipe.FileSettings.Format;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A file of JSON lines as documents. Empty lines are skipped; every other one must be what the format says. */
final class DocumentFile {

    private DocumentFile() {}

    /**
     * Reads a file.
     *
     * @throws IllegalArgumentException naming file and line
     */
    static List<Document> read(Path file, Format format, DocumentEncoder encoder) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new IllegalArgumentException("data.files.path: " + file + " (expected: a file)");
        }
        var documents = new ArrayList<Document>();
        var decoder = UTF_8.newDecoder().onMalformedInput(CodingErrorAction.REPORT);
        try (var reader = new BufferedReader(new InputStreamReader(Files.newInputStream(file), decoder))) {
            int number = 0;
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                number++;
                if (!line.isBlank()) {
                    documents.addAll(read(file, number, line, format, encoder));
                }
            }
        }
        if (documents.isEmpty()) {
            throw new IllegalArgumentException("data.files.path: " + file + ": empty (expected: documents)");
        }
        return documents;
    }

    private static List<Document> read(Path file, int number, String line, Format format, DocumentEncoder encoder) {
        try {
            JsonNode json = JsonMapper.shared().readTree(line);
            return switch (format) {
                case TEXT -> encoder.text(text(json, "text"));
                case PROMPT_COMPLETION -> List.of(encoder.completion(text(json, "prompt"), text(json, "completion")));
                case CHAT -> encoder.chat(messages(json));
            };
        } catch (JacksonException e) {
            throw new IllegalArgumentException("%s:%d: not JSON (expected: an object)".formatted(file, number), e);
        } catch (IllegalArgumentException | ChatTemplateException e) {
            throw new IllegalArgumentException("%s:%d: %s".formatted(file, number, e.getMessage()), e);
        }
    }

    private static List<ChatTurn> messages(JsonNode json) {
        JsonNode messages = json.path("messages");
        if (!messages.isArray() || messages.isEmpty()) {
            throw new IllegalArgumentException("messages: missing (expected: a list of role and content)");
        }
        var turns = new ArrayList<ChatTurn>();
        for (JsonNode message : messages) {
            turns.add(new ChatTurn(text(message, "role"), text(message, "content")));
        }
        return turns;
    }

    private static String text(JsonNode json, String key) {
        JsonNode value = json.path(key);
        if (!value.isString()) {
            throw new IllegalArgumentException(key + ": missing (expected: a text)");
        }
        return value.stringValue();
    }
}
