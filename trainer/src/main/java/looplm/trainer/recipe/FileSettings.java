package looplm.trainer.recipe;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * One file of documents.
 *
 * @param path as the command's working directory sees it
 * @param format of its lines
 */
public record FileSettings(String path, Format format) {

    public FileSettings {
        Check.that(!path.isBlank(), "data.files.path", path, "a path");
    }

    /** What a line of a file holds, and which of its tokens are learned. */
    public enum Format {
        /** {@code {"text"}}: every token. */
        @JsonProperty("text")
        TEXT,
        /** {@code {"prompt", "completion"}}: the completion and the end. */
        @JsonProperty("prompt_completion")
        PROMPT_COMPLETION,
        /** {@code {"messages": [{"role", "content"}]}}: what the assistant says. */
        @JsonProperty("chat")
        CHAT
    }
}
