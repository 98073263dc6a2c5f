package dev.headroom.tsdb.selector;

/// Somebody's text inside our messages: short, on one line, and nothing in it that a terminal would act on.
final class Shown {
    private static final int LONGEST = 60;

    private Shown() {}

    static String character(int c) {
        return c == ' ' || Quoted.isVisible(c) ? Character.toString(c) : String.format("\\u%04x", c);
    }

    static String text(String text) {
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
}
