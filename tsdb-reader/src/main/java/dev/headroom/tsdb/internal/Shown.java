package dev.headroom.tsdb.internal;

/// Somebody's text inside our messages: short, on one line, and nothing in it that a terminal would act on.
public final class Shown {
    private static final int LONGEST = 60;

    private Shown() {}

    /// The text with every character that cannot be seen as an escape, cut after 60 characters.
    public static String text(String text) {
        StringBuilder shown = new StringBuilder();
        int count = 0;
        for (int i = 0; i < text.length(); count++) {
            if (count == LONGEST) {
                return shown.append('…').toString();
            }
            int c = text.codePointAt(i);
            shown.append(character(c));
            i += Character.charCount(c);
        }
        return shown.toString();
    }

    /// The character itself, or an escape when it cannot be seen.
    public static String character(int c) {
        return c == ' ' || isVisible(c) ? Character.toString(c) : String.format("\\u%04x", c);
    }

    /// Whether the character leaves a mark where it stands and does nothing else.
    public static boolean isVisible(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.SPACE_SEPARATOR,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }
}
