package looplm.gateway.chat;

/** The generating endpoints. */
enum Endpoint {
    CHAT("/v1/chat/completions", "chatcmpl-"),
    TEXT("/v1/completions", "cmpl-");

    private final String path;
    private final String idPrefix;

    Endpoint(String path, String idPrefix) {
        this.path = path;
        this.idPrefix = idPrefix;
    }

    String path() {
        return path;
    }

    /** What ids of answers begin with. */
    String idPrefix() {
        return idPrefix;
    }
}
