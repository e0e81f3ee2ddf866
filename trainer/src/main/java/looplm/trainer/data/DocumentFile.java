package looplm.trainer.data;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import looplm.model.text.ChatTemplateException;
import looplm.model.text.ChatTurn;
import looplm.trainer.recipe.FileSettings.Format;
import looplm.wire.Sha256;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A file of JSON lines as documents. Empty lines are skipped; every other one must be what the format says.
 *
 * @param path as the recipe has it
 * @param sha256 of its bytes
 */
record DocumentFile(Path path, String sha256, List<Document> documents) {

    private static final char BYTE_ORDER_MARK = '\uFEFF';

    DocumentFile {
        documents = List.copyOf(documents);
    }

    /**
     * Reads a file.
     *
     * @throws IllegalArgumentException naming file and line
     */
    static DocumentFile read(Path path, Format format, DocumentEncoder encoder) throws IOException {
        if (!Files.isRegularFile(path)) {
            throw new IllegalArgumentException("data.files.path: " + path + " (expected: a file)");
        }
        var documents = new ArrayList<Document>();
        var digest = Sha256.digest();
        try (var in = new BufferedInputStream(new DigestInputStream(Files.newInputStream(path), digest))) {
            int number = 0;
            for (var bytes = line(in); bytes.isPresent(); bytes = line(in)) {
                number++;
                try {
                    documents.addAll(read(text(bytes.get(), number), format, encoder));
                } catch (IllegalArgumentException | ChatTemplateException e) {
                    throw new IllegalArgumentException("%s:%d: %s".formatted(path, number, e.getMessage()), e);
                }
            }
        }
        if (documents.isEmpty()) {
            throw new IllegalArgumentException("data.files.path: " + path + ": empty (expected: documents)");
        }
        return new DocumentFile(path, Sha256.hex(digest), documents);
    }

    /** The bytes up to the next line end, which is passed over; empty at the end of the file. */
    private static Optional<byte[]> line(InputStream in) throws IOException {
        int first = in.read();
        if (first < 0) {
            return Optional.empty();
        }
        var line = new ByteArrayOutputStream();
        for (int next = first; next >= 0 && next != '\n'; next = in.read()) {
            line.write(next);
        }
        return Optional.of(line.toByteArray());
    }

    private static String text(byte[] line, int number) {
        String text;
        try {
            text = UTF_8.newDecoder().decode(ByteBuffer.wrap(line)).toString();
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("not UTF-8 (expected: text in UTF-8)", e);
        }
        if (number == 1 && text.indexOf(BYTE_ORDER_MARK) == 0) {
            throw new IllegalArgumentException("begins with a byte order mark (expected: UTF-8 without one)");
        }
        return text;
    }

    private static List<Document> read(String line, Format format, DocumentEncoder encoder) {
        if (line.isBlank()) {
            return List.of();
        }
        JsonNode json = json(line);
        return switch (format) {
            case TEXT -> encoder.text(text(json, "text"));
            case PROMPT_COMPLETION -> List.of(encoder.completion(text(json, "prompt"), text(json, "completion")));
            case CHAT -> encoder.chat(messages(json));
        };
    }

    private static JsonNode json(String line) {
        try {
            return JsonMapper.shared().readTree(line);
        } catch (JacksonException e) {
            throw new IllegalArgumentException("not JSON (expected: an object)", e);
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
