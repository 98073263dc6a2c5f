package dev.headroom.cli.render;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Text in the columns of a terminal, of which a character takes one, two or none.
final class Columns {
    private static final String ELLIPSIS = "…";
    private static final Pattern STYLE = Pattern.compile("\u001b\\[[0-9;]*m");

    /// Words, and at least two blanks: what stands behind is a text of its own.
    private static final Pattern LABEL = Pattern.compile(" *\\S+(?: \\S+)* {2,}");

    private static final int WIDEST_LABEL = 20;
    private static final int INDENT = 4;

    private Columns() {}

    /// How many columns the text takes; escape sequences that set the style take none.
    static int of(String text) {
        String shown = text.indexOf('\u001b') < 0 ? text : STYLE.matcher(text).replaceAll("");
        int columns = 0;
        for (int at = 0; at < shown.length(); ) {
            int c = shown.codePointAt(at);
            columns += of(c);
            at += Character.charCount(c);
        }
        return columns;
    }

    private static int of(int c) {
        if (c < 0x300) {
            return 1;
        }
        return switch (Character.getType(c)) {
            case Character.NON_SPACING_MARK, Character.ENCLOSING_MARK -> 0;
            default -> isWide(c) ? 2 : 1;
        };
    }

    private static boolean isWide(int c) {
        if (c < 0x1100) {
            return false;
        }
        return Character.isIdeographic(c)
                || Character.isEmojiPresentation(c)
                || (c >= 0xFF01 && c <= 0xFF60)
                || switch (Character.UnicodeScript.of(c)) {
                    case HANGUL, HIRAGANA, KATAKANA -> c < 0xFF61 || c > 0xFFDC;
                    default -> c >= 0x3001 && c <= 0x303E;
                };
    }

    /// The text, or its beginning and its end around an ellipsis when it is too wide: names of a family differ at
    /// either.
    static String shorten(String text, int width) {
        if (of(text) <= width) {
            return text;
        }
        String front = text.substring(0, end(text, width / 2));
        String rest = text.substring(front.length());
        while (of(front) + 1 + of(rest) > width) {
            rest = rest.substring(rest.offsetByCodePoints(0, 1));
        }
        return front + ELLIPSIS + rest;
    }

    /// The text in lines that fit, parted at blanks; what follows the first is indented as far as the first is
    /// behind its label.
    static List<String> wrap(String text, int width) {
        if (width == 0 || of(text) <= width) {
            return List.of(text);
        }
        List<String> lines = new ArrayList<>();
        Matcher label = LABEL.matcher(text);
        boolean labelled = label.lookingAt() && of(label.group()) <= WIDEST_LABEL;
        int indent = Math.min(labelled ? of(label.group()) : INDENT, width / 2);
        String rest = text;
        do {
            int end = Math.max(1, end(rest, width));
            int blank = rest.lastIndexOf(' ', end);
            int part = blank > indent ? blank : end;
            lines.add(rest.substring(0, part).stripTrailing());
            rest = " ".repeat(indent) + rest.substring(part).stripLeading();
        } while (of(rest) > width);
        lines.add(rest);
        return lines;
    }

    /// Where the text ends that takes at most so many columns.
    private static int end(String text, int width) {
        int used = 0;
        Matcher style = STYLE.matcher(text);
        int at = 0;
        while (at < text.length()) {
            if (style.region(at, text.length()).lookingAt()) {
                at = style.end();
                continue;
            }
            int c = text.codePointAt(at);
            if (used + of(c) > width) {
                break;
            }
            used += of(c);
            at += Character.charCount(c);
        }
        return at;
    }
}
