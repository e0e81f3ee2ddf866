package looplm.gateway.routing;

/**
 * One call of a generating endpoint, whatever tries it takes.
 *
 * @param path e.g. {@code /v1/chat/completions}
 * @param body the JSON request
 * @param account who pays
 */
public record InferenceCall(String path, byte[] body, String account, String requestId, AttemptObserver observer) {}
