package dev.headroom.tsdb.selector;

/// Keeps expressions from re2j that would cost it the memory or the stack: it writes every repetition out, and
/// looks neither at how large that gets nor at how deep groups nest.
///
/// The bounds on nesting and on repetitions within repetitions are those of Go's `regexp`, so Prometheus refuses
/// these expressions too; the bound on size is tighter than Go's. This is no parser: it finds groups, classes and
/// repetitions, and leaves it to re2j to say whether the text is an expression at all.
public final class RegexLimits {
    private static final int DEEPEST_NEST = 1000;
    private static final int MOST_REPEATS = 1000;
    private static final int LARGEST = 500_000;

    private static final Extent ONE = new Extent(1, 1);

    private final String regex;
    private int pos;
    private int depth;

    private RegexLimits(String regex) {
        this.regex = regex;
    }

    /// @throws IllegalArgumentException when the expression is beyond a limit
    public static void check(String regex) {
        new RegexLimits(regex).sequence();
    }

    /// How much a piece of an expression is with its repetitions written out.
    ///
    /// @param repeats the largest product of repetitions within repetitions
    private record Extent(long size, int repeats) {
        Extent {
            if (repeats > MOST_REPEATS) {
                throw new IllegalArgumentException(
                        "repetitions within repetitions multiply to more than " + MOST_REPEATS);
            }
            if (size > LARGEST) {
                throw new IllegalArgumentException("the expression is too large");
            }
        }

        Extent and(Extent next) {
            return new Extent(size + next.size, Math.max(repeats, next.repeats));
        }

        Extent times(int count) {
            return new Extent(size * count, repeats * count);
        }
    }

    /// Measures up to the end of the group, or of the text.
    private Extent sequence() {
        Extent before = ONE;
        Extent last = ONE;
        while (pos < regex.length() && regex.charAt(pos) != ')') {
            Extent piece = piece();
            // What is no piece, such as "(?i)", leaves the one before it to the repetition behind it.
            if (piece != null) {
                before = before.and(last);
                last = piece;
            }
            last = last.times(repetition());
        }
        return before.and(last);
    }

    private Extent piece() {
        return switch (regex.charAt(pos++)) {
            case '(' -> group();
            case '*', '+', '?' -> null;
            case '[' -> {
                skipClass();
                yield ONE;
            }
            case '\\' -> escape();
            default -> ONE;
        };
    }

    private Extent escape() {
        int begin = pos + 1;
        if (!regex.startsWith("Q", pos)) {
            // "\x{1F600}" and "\p{Greek}": no repetition.
            boolean named = regex.startsWith("{", begin) && "xpP".indexOf(regex.charAt(pos)) >= 0;
            int close = named ? regex.indexOf('}', begin) : -1;
            pos = close < 0 ? begin : close + 1;
            return ONE;
        }
        int end = regex.indexOf("\\E", begin);
        pos = end < 0 ? regex.length() : end + 2;
        return end == begin ? null : ONE;
    }

    private Extent group() {
        if (regex.startsWith("?", pos)) {
            int end = pos + 1;
            while (end < regex.length() && "imsU-".indexOf(regex.charAt(end)) >= 0) {
                end++;
            }
            if (regex.startsWith(")", end)) {
                pos = end + 1;
                return null;
            }
        }
        if (++depth > DEEPEST_NEST) {
            throw new IllegalArgumentException("the expression nests too deeply");
        }
        Extent inside = sequence();
        depth--;
        pos++;
        return inside;
    }

    private void skipClass() {
        if (regex.startsWith("^", pos)) {
            pos++;
        }
        boolean first = true;
        while (pos < regex.length() && (first || regex.charAt(pos) != ']')) {
            first = false;
            int named = regex.startsWith("[:", pos) ? regex.indexOf(":]", pos + 2) : -1;
            pos = named >= 0 ? named + 2 : pos + (regex.charAt(pos) == '\\' ? 2 : 1);
        }
        pos++;
    }

    /// How often `{n}`, `{n,}` or `{n,m}` at the current position writes out the piece before it.
    private int repetition() {
        if (!regex.startsWith("{", pos)) {
            return 1;
        }
        int most = 1;
        int count = 0;
        for (int end = pos + 1; end < regex.length(); end++) {
            char c = regex.charAt(end);
            if (c == '}') {
                pos = end + 1;
                return most;
            }
            if (c != ',' && (c < '0' || c > '9')) {
                break;
            }
            count = c == ',' ? 0 : Math.min(count * 10 + c - '0', MOST_REPEATS + 1);
            most = Math.max(most, count);
        }
        return 1;
    }
}
