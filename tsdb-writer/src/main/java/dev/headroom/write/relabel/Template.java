package dev.headroom.write.relabel;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// A `replacement` or `target_label` in which `$1`, `${1}`, `$name` and `${name}` stand for groups of a match.
///
/// The rules are those of `Expand` in Go's `regexp`: a name is as long as letters, digits and underscores go, so
/// that
/// `$1x` is the group called `1x`; `$$` is a dollar; a dollar with no name behind it is itself; a group that is not
/// there is nothing.
final class Template {
    private static final int LARGEST_NUMBER = 100_000_000;

    private final List<Part> parts;

    private Template(List<Part> parts) {
        this.parts = parts;
    }

    private sealed interface Part {}

    private record Text(String text) implements Part {}

    private record Numbered(int group) implements Part {}

    private record Named(String group) implements Part {}

    static Template of(String text) {
        List<Part> parts = new ArrayList<>();
        StringBuilder plain = new StringBuilder();
        for (int at = 0; at < text.length(); ) {
            if (text.charAt(at) != '$') {
                plain.append(text.charAt(at++));
                continue;
            }
            if (text.startsWith("$", at + 1)) {
                plain.append('$');
                at += 2;
                continue;
            }
            boolean braced = text.startsWith("{", at + 1);
            int start = at + (braced ? 2 : 1);
            int end = endOfName(text, start);
            if (end == start || (braced && !text.startsWith("}", end))) {
                plain.append('$');
                at++;
                continue;
            }
            addText(plain, parts);
            parts.add(group(text.substring(start, end)));
            at = end + (braced ? 1 : 0);
        }
        addText(plain, parts);
        return new Template(parts);
    }

    byte[] expand(RelabelRegex.Match match) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (Part part : parts) {
            switch (part) {
                case Text(String text) -> out.writeBytes(text.getBytes(StandardCharsets.UTF_8));
                case Numbered(int group) -> match.write(group, out);
                case Named(String group) -> match.write(group, out);
            }
        }
        return out.toByteArray();
    }

    private static int endOfName(String text, int start) {
        int end = start;
        while (end < text.length()) {
            int c = text.codePointAt(end);
            if (c != '_' && !Character.isLetter(c) && Character.getType(c) != Character.DECIMAL_DIGIT_NUMBER) {
                break;
            }
            end += Character.charCount(c);
        }
        return end;
    }

    private static Part group(String name) {
        long number = 0;
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c < '0' || c > '9' || number >= LARGEST_NUMBER) {
                return new Named(name);
            }
            number = 10 * number + c - '0';
        }
        boolean leadingZero = name.length() > 1 && name.charAt(0) == '0';
        return leadingZero ? new Named(name) : new Numbered((int) number);
    }

    private static void addText(StringBuilder plain, List<Part> parts) {
        if (!plain.isEmpty()) {
            parts.add(new Text(plain.toString()));
            plain.setLength(0);
        }
    }
}
