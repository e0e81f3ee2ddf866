package looplm.wire.openai;

/**
 * What every answer, and every event of a streamed one, says of itself. The fields stand in the answer: JSON knows
 * nothing of this record.
 *
 * @param object which of OpenAI's shapes it has
 * @param created seconds since 1970
 */
public record AnswerFields(String id, String object, long created, String model) {}
