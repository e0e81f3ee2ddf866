package looplm.wire;

/** What of somebody else's text may be shown as it is, in a log or on a terminal. */
public final class PrintableText {

    private PrintableText() {}

    /** Whether a code point shows as a character or a space: nothing that steers, hides, breaks a line or has no meaning. */
    public static boolean isPrintable(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }
}
