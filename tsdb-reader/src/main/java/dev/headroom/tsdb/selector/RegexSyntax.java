package dev.headroom.tsdb.selector;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Reads a regular expression in RE2's syntax into the tree that [ByteAutomaton] is built from.
///
/// The tree knows whether a text matches as a whole, not how: capturing is grouping, and a lazy repetition is like a
/// greedy one. Not in it are `\b`, `\B`, `\p{…}`, `(?m)` with `^` or `$`, and ignored case beyond ASCII: such an
/// expression, and one that is no expression at all, is *foreign*, and re2j has the word on it.
///
/// Whatever re2j is given has been measured here first, because re2j itself expands any valid nest of repetitions.
final class RegexSyntax {
    /// What RE2 allows for one repetition, and for the product of repetitions within repetitions.
    private static final int MOST_REPEATS = 1000;

    private static final int DEEPEST_NEST = 1000;
    private static final long MOST_INSTRUCTIONS = 500_000;

    private static final int LAST_CODE_POINT = Character.MAX_CODE_POINT;
    private static final int[] ANY = {0, LAST_CODE_POINT};
    private static final int[] ANY_BUT_NEWLINE = {0, '\n' - 1, '\n' + 1, LAST_CODE_POINT};
    private static final int[] DIGITS = {'0', '9'};
    private static final int[] SPACES = {'\t', '\n', '\f', '\r', ' ', ' '};
    private static final int[] WORD = {'0', '9', 'A', 'Z', '_', '_', 'a', 'z'};

    /// A piece of an expression.
    sealed interface Node {}

    /// One character out of sorted, disjoint ranges.
    static final class Chars implements Node {
        private final int[] ranges;

        private Chars(int[] ranges) {
            this.ranges = ranges;
        }

        int rangeCount() {
            return ranges.length / 2;
        }

        int first(int range) {
            return ranges[2 * range];
        }

        int last(int range) {
            return ranges[2 * range + 1];
        }

        boolean isAnything() {
            return Arrays.equals(ranges, ANY);
        }
    }

    record Sequence(List<Node> parts) implements Node {}

    record Choice(List<Node> branches) implements Node {}

    /// `most` is -1 when there is no bound.
    record Repeat(Node body, int least, int most) implements Node {}

    enum Anchor implements Node {
        BEGIN,
        END
    }

    /// The text breaks a rule of the syntax: re2j will say which.
    private static final class Malformed extends Exception {
        private static final long serialVersionUID = 1L;

        Malformed() {
            super(null, null, false, false);
        }
    }

    private final int[] text;
    private int pos;
    private boolean foreign;
    private int depth;
    private boolean ignoreCase;
    private boolean multiLine;
    private boolean dotMatchesNewline = true;

    private RegexSyntax(String regex) {
        text = regex.codePoints().toArray();
    }

    /// The expression's tree, or `null` when it is foreign.
    ///
    /// @throws IllegalArgumentException when the expression would be too large, or is wrong and re2j would take it
    static Node parse(String regex) {
        RegexSyntax syntax = new RegexSyntax(regex);
        try {
            Node node = syntax.choice();
            if (syntax.pos < syntax.text.length) {
                return null; // a closing parenthesis too many
            }
            if (repeats(node) > MOST_REPEATS) {
                throw new IllegalArgumentException(
                        "repetitions within repetitions multiply to more than " + MOST_REPEATS);
            }
            if (instructions(node) > MOST_INSTRUCTIONS) {
                throw new IllegalArgumentException("the expression is too large");
            }
            return syntax.foreign ? null : node;
        } catch (Malformed e) {
            return null;
        }
    }

    private Node choice() throws Malformed {
        List<Node> branches = new ArrayList<>();
        branches.add(sequence());
        while (at('|')) {
            pos++;
            branches.add(sequence());
        }
        return branches.size() == 1 ? branches.getFirst() : new Choice(branches);
    }

    private Node sequence() throws Malformed {
        List<Node> parts = new ArrayList<>();
        while (pos < text.length && text[pos] != '|' && text[pos] != ')') {
            int before = parts.size();
            atom(parts);
            quantifier(parts, before);
        }
        return parts.size() == 1 ? parts.getFirst() : new Sequence(parts);
    }

    /// Adds what stands at the current position: one part; several for `\Q…\E`; none for `(?i)`.
    private void atom(List<Node> parts) throws Malformed {
        int c = text[pos++];
        switch (c) {
            case '(' -> group(parts);
            case '[' -> parts.add(bracket());
            case '.' -> parts.add(new Chars(dotMatchesNewline ? ANY : ANY_BUT_NEWLINE));
            case '^' -> parts.add(lineAnchor(Anchor.BEGIN));
            case '$' -> parts.add(lineAnchor(Anchor.END));
            case '\\' -> escape(parts);
            case '*', '+', '?' -> throw new Malformed();
            case '{' -> {
                pos--;
                if (repeatBounds() != null) {
                    throw new Malformed();
                }
                pos++;
                parts.add(literal(c));
            }
            default -> parts.add(literal(c));
        }
    }

    private Node lineAnchor(Anchor anchor) {
        foreign |= multiLine;
        return anchor;
    }

    private void quantifier(List<Node> parts, int before) throws Malformed {
        int[] bounds = bounds();
        if (bounds == null) {
            return;
        }
        if (parts.size() == before) {
            // RE2 has its own idea of what a quantifier after "(?i)" or an empty "\Q\E" repeats.
            foreign = true;
            parts.add(new Sequence(List.of()));
        }
        if (at('?')) {
            pos++;
        }
        int after = pos;
        if (bounds() != null) {
            throw new Malformed();
        }
        pos = after;
        parts.add(new Repeat(parts.removeLast(), bounds[0], bounds[1]));
    }

    private int[] bounds() throws Malformed {
        if (pos == text.length) {
            return null;
        }
        int[] bounds = switch (text[pos]) {
            case '*' -> new int[] {0, -1};
            case '+' -> new int[] {1, -1};
            case '?' -> new int[] {0, 1};
            default -> null;
        };
        if (bounds != null) {
            pos++;
            return bounds;
        }
        return text[pos] == '{' ? repeatBounds() : null;
    }

    /// Reads `{n}`, `{n,}` or `{n,m}`; anything else that begins with a brace is text, and is not consumed.
    private int[] repeatBounds() throws Malformed {
        int start = pos++;
        int least = number();
        int most = least;
        if (least >= 0 && at(',')) {
            pos++;
            most = -1;
            if (!at('}')) {
                most = number();
                least = most < 0 ? -1 : least;
            }
        }
        if (least < 0 || !at('}')) {
            pos = start;
            return null;
        }
        pos++;
        if (least > MOST_REPEATS || most > MOST_REPEATS || (most >= 0 && least > most)) {
            throw new Malformed();
        }
        return new int[] {least, most};
    }

    /// A decimal without leading zeros, or -1; what is larger than any limit is one above the limit.
    private int number() {
        int start = pos;
        int value = 0;
        while (pos < text.length && text[pos] >= '0' && text[pos] <= '9') {
            value = Math.min(value * 10 + text[pos++] - '0', MOST_REPEATS + 1);
        }
        boolean leadingZero = pos - start > 1 && text[start] == '0';
        return pos == start || leadingZero ? -1 : value;
    }

    private void group(List<Node> parts) throws Malformed {
        boolean outerCase = ignoreCase;
        boolean outerLine = multiLine;
        boolean outerDot = dotMatchesNewline;
        if (at('?')) {
            pos++;
            if (at('P') || at('<')) {
                groupName();
            } else if (flags()) {
                return; // "(?i)": they hold until the enclosing group ends
            }
        }
        if (++depth > DEEPEST_NEST) {
            throw new IllegalArgumentException("the expression nests too deeply");
        }
        parts.add(choice());
        depth--;
        if (!at(')')) {
            throw new Malformed();
        }
        pos++;
        ignoreCase = outerCase;
        multiLine = outerLine;
        dotMatchesNewline = outerDot;
    }

    private void groupName() throws Malformed {
        if (at('P')) {
            pos++;
        }
        if (!at('<')) {
            throw new Malformed();
        }
        int start = ++pos;
        while (pos < text.length && contains(WORD, text[pos])) {
            pos++;
        }
        if (pos == start || !at('>')) {
            throw new Malformed();
        }
        pos++;
    }

    /// Reads `i-s:` or `i-s)`, and tells whether it was the latter: flags without a group.
    private boolean flags() throws Malformed {
        boolean on = true;
        boolean signNeedsFlag = false;
        while (pos < text.length) {
            int c = text[pos++];
            switch (c) {
                case 'i' -> ignoreCase = on;
                case 'm' -> multiLine = on;
                case 's' -> dotMatchesNewline = on;
                case 'U' -> {}
                case '-' -> {
                    if (!on) {
                        throw new Malformed();
                    }
                    on = false;
                    signNeedsFlag = true;
                    continue;
                }
                case ':', ')' -> {
                    if (signNeedsFlag) {
                        throw new Malformed();
                    }
                    return c == ')';
                }
                default -> throw new Malformed();
            }
            signNeedsFlag = false;
        }
        throw new Malformed();
    }

    private void escape(List<Node> parts) throws Malformed {
        if (pos == text.length) {
            throw new Malformed();
        }
        int c = text[pos];
        switch (c) {
            case 'A' -> {
                pos++;
                parts.add(Anchor.BEGIN);
            }
            case 'z' -> {
                pos++;
                parts.add(Anchor.END);
            }
            case 'b', 'B' -> {
                pos++;
                foreign = true;
                parts.add(Anchor.BEGIN);
            }
            case 'Q' -> {
                pos++;
                quoted(parts);
            }
            default -> {
                int[] known = classEscape();
                if (known != null) {
                    parts.add(new Chars(known));
                } else {
                    parts.add(literal(escapedChar()));
                }
            }
        }
    }

    private void quoted(List<Node> parts) {
        while (pos < text.length) {
            if (text[pos] == '\\' && pos + 1 < text.length && text[pos + 1] == 'E') {
                pos += 2;
                return;
            }
            parts.add(literal(text[pos++]));
        }
    }

    /// The class that `d`, `D`, `s`, `S`, `w`, `W`, `p…` or `P…` at the current position stands for, or `null`.
    private int[] classEscape() throws Malformed {
        int[] ranges;
        switch (text[pos]) {
            case 'd', 'D' -> ranges = DIGITS;
            case 's', 'S' -> ranges = SPACES;
            case 'w', 'W' -> ranges = WORD;
            case 'p', 'P' -> {
                foreign = true;
                pos++;
                if (pos == text.length) {
                    throw new Malformed();
                }
                if (text[pos] == '{') {
                    while (!at('}')) {
                        if (++pos >= text.length) {
                            throw new Malformed();
                        }
                    }
                }
                pos++;
                return ANY;
            }
            default -> {
                return null;
            }
        }
        boolean negated = Character.isUpperCase(text[pos++]);
        int[] folded = folded(ranges);
        return negated ? complement(folded) : folded;
    }

    /// The character that the rest of an escape names; the backslash has been read.
    private int escapedChar() throws Malformed {
        if (pos == text.length) {
            throw new Malformed();
        }
        int c = text[pos++];
        return switch (c) {
            case 'a' -> 7;
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'v' -> 11;
            case 'x' -> hexadecimal();
            case '0' -> octal(0);
            case '1', '2', '3', '4', '5', '6', '7' -> {
                // One digit alone would be a back reference, which RE2 does not have.
                if (pos == text.length || text[pos] < '0' || text[pos] > '7') {
                    throw new Malformed();
                }
                yield octal(c - '0');
            }
            default -> {
                if (c >= 0x80) { // re2j would let this pass
                    throw new IllegalArgumentException("invalid escape sequence: \\" + Character.toString(c));
                }
                if (Character.isLetterOrDigit(c)) {
                    throw new Malformed();
                }
                yield c;
            }
        };
    }

    private int octal(int value) {
        int result = value;
        for (int i = 1; i < 3 && pos < text.length && text[pos] >= '0' && text[pos] <= '7'; i++) {
            result = result * 8 + text[pos++] - '0';
        }
        return result;
    }

    private int hexadecimal() throws Malformed {
        boolean braces = at('{');
        if (braces) {
            pos++;
        }
        int value = 0;
        int digits = 0;
        while (pos < text.length && (braces || digits < 2)) {
            int digit = text[pos] < 0x80 ? Character.digit(text[pos], 16) : -1;
            if (digit < 0) {
                break;
            }
            value = value * 16 + digit;
            if (value > LAST_CODE_POINT) {
                throw new Malformed();
            }
            digits++;
            pos++;
        }
        if (braces) {
            if (digits == 0 || !at('}')) {
                throw new Malformed();
            }
            pos++;
        } else if (digits < 2) {
            throw new Malformed();
        }
        return value;
    }

    private Node bracket() throws Malformed {
        boolean negated = at('^');
        if (negated) {
            pos++;
        }
        int[] ranges = {};
        boolean first = true;
        while (first || !at(']')) {
            first = false;
            if (pos == text.length) {
                throw new Malformed();
            }
            int[] more = namedClass();
            ranges = union(ranges, more != null ? more : range());
        }
        pos++;
        return new Chars(negated ? complement(ranges) : ranges);
    }

    /// Within brackets: `[:alpha:]`, `\d` or `\pL`; `null` when something else stands there.
    private int[] namedClass() throws Malformed {
        if (at('\\') && pos + 1 < text.length) {
            pos++;
            int[] known = classEscape();
            if (known == null) {
                pos--;
            }
            return known;
        }
        if (!at('[') || pos + 1 >= text.length || text[pos + 1] != ':') {
            return null;
        }
        int end = pos + 2;
        while (end + 1 < text.length && !(text[end] == ':' && text[end + 1] == ']')) {
            end++;
        }
        if (end + 1 >= text.length) {
            return null; // no ":]" follows: a bracket and a colon like any others
        }
        String name = new String(text, pos + 2, end - pos - 2);
        boolean negated = name.startsWith("^");
        int[] ranges = folded(posix(negated ? name.substring(1) : name));
        pos = end + 2;
        return negated ? complement(ranges) : ranges;
    }

    private static int[] posix(String name) throws Malformed {
        return switch (name) {
            case "alnum" -> new int[] {'0', '9', 'A', 'Z', 'a', 'z'};
            case "alpha" -> new int[] {'A', 'Z', 'a', 'z'};
            case "ascii" -> new int[] {0, 0x7F};
            case "blank" -> new int[] {'\t', '\t', ' ', ' '};
            case "cntrl" -> new int[] {0, 0x1F, 0x7F, 0x7F};
            case "digit" -> DIGITS;
            case "graph" -> new int[] {'!', '~'};
            case "lower" -> new int[] {'a', 'z'};
            case "print" -> new int[] {' ', '~'};
            case "punct" -> new int[] {'!', '/', ':', '@', '[', '`', '{', '~'};
            case "space" -> new int[] {'\t', '\r', ' ', ' '};
            case "upper" -> new int[] {'A', 'Z'};
            case "word" -> WORD;
            case "xdigit" -> new int[] {'0', '9', 'A', 'F', 'a', 'f'};
            default -> throw new Malformed();
        };
    }

    private int[] range() throws Malformed {
        int low = bracketChar();
        int high = low;
        if (at('-') && pos + 1 < text.length && text[pos + 1] != ']') {
            pos++;
            high = bracketChar();
            if (high < low) {
                throw new Malformed();
            }
        }
        return folded(new int[] {low, high});
    }

    private int bracketChar() throws Malformed {
        if (pos == text.length) {
            throw new Malformed();
        }
        int c = text[pos++];
        return c == '\\' ? escapedChar() : c;
    }

    private Node literal(int c) {
        return new Chars(folded(new int[] {c, c}));
    }

    /// The ranges with the other case of every ASCII letter in them, when case is ignored.
    private int[] folded(int[] ranges) {
        if (!ignoreCase) {
            return ranges;
        }
        int[] result = ranges;
        for (int i = 0; i < ranges.length; i += 2) {
            foreign |= ranges[i + 1] >= 0x80;
            for (int c = ranges[i]; c <= Math.min(ranges[i + 1], 'z'); c++) {
                if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')) {
                    result = union(result, new int[] {c ^ 0x20, c ^ 0x20});
                    // Unicode folds two more characters onto ASCII letters: the Kelvin sign and the long s.
                    int third = (c | 0x20) == 'k' ? 0x212A : (c | 0x20) == 's' ? 0x17F : c;
                    result = union(result, new int[] {third, third});
                }
            }
        }
        return result;
    }

    private static int[] union(int[] some, int[] others) {
        if (some.length == 0) {
            return others;
        }
        int[] both = Arrays.copyOf(some, some.length + others.length);
        System.arraycopy(others, 0, both, some.length, others.length);
        long[] all = new long[both.length / 2];
        for (int i = 0; i < all.length; i++) {
            all[i] = (long) both[2 * i] << 32 | both[2 * i + 1];
        }
        Arrays.sort(all);
        int[] merged = new int[all.length * 2];
        int size = 0;
        for (long range : all) {
            int low = (int) (range >>> 32);
            int high = (int) range;
            if (size > 0 && low <= merged[size - 1] + 1) {
                merged[size - 1] = Math.max(merged[size - 1], high);
            } else {
                merged[size++] = low;
                merged[size++] = high;
            }
        }
        return Arrays.copyOf(merged, size);
    }

    /// All characters that are not in the sorted, disjoint ranges.
    private static int[] complement(int[] ranges) {
        int[] rest = new int[ranges.length + 2];
        int size = 0;
        int next = 0;
        for (int i = 0; i < ranges.length; i += 2) {
            if (ranges[i] > next) {
                rest[size++] = next;
                rest[size++] = ranges[i] - 1;
            }
            next = ranges[i + 1] + 1;
        }
        if (next <= LAST_CODE_POINT) {
            rest[size++] = next;
            rest[size++] = LAST_CODE_POINT;
        }
        return Arrays.copyOf(rest, size);
    }

    private static boolean contains(int[] ranges, int c) {
        for (int i = 0; i < ranges.length; i += 2) {
            if (c >= ranges[i] && c <= ranges[i + 1]) {
                return true;
            }
        }
        return false;
    }

    private boolean at(int c) {
        return pos < text.length && text[pos] == c;
    }

    /// The largest product of counted repetitions on a way from the root to a leaf.
    private static long repeats(Node node) {
        return switch (node) {
            case Chars _, Anchor _ -> 1;
            case Sequence(List<Node> parts) -> mostRepeats(parts);
            case Choice(List<Node> branches) -> mostRepeats(branches);
            case Repeat(Node body, int least, int most) -> {
                if (most == 0) {
                    yield 1;
                }
                yield Math.max(1, most < 0 ? least : most) * Math.min(repeats(body), MOST_REPEATS + 1);
            }
        };
    }

    private static long mostRepeats(List<Node> nodes) {
        long most = 1;
        for (Node node : nodes) {
            most = Math.max(most, repeats(node));
        }
        return most;
    }

    /// How many instructions a matching machine would have with every repetition written out.
    private static long instructions(Node node) {
        return switch (node) {
            case Chars chars -> chars.rangeCount();
            case Anchor _ -> 1;
            case Sequence(List<Node> parts) -> sum(parts);
            case Choice(List<Node> branches) -> sum(branches) + branches.size();
            case Repeat(Node body, int least, int most) ->
                (instructions(body) + 1) * Math.max(1, most < 0 ? least : most);
        };
    }

    private static long sum(List<Node> nodes) {
        long sum = 1;
        for (Node node : nodes) {
            sum += instructions(node);
        }
        return sum;
    }
}
