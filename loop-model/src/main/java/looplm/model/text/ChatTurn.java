package looplm.model.text;

/**
 * One message of a conversation.
 *
 * @param role for example {@code system}, {@code user} or {@code assistant}
 * @param content its text
 */
public record ChatTurn(String role, String content) {}
