package dev.headroom.tsdb.selector;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.headroom.tsdb.selector.RegexSyntax.Chars;
import dev.headroom.tsdb.selector.RegexSyntax.Node;
import dev.headroom.tsdb.selector.RegexSyntax.Repeat;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// A regular expression over label values as Prometheus has it: RE2's syntax, the whole value, `.` takes newlines too.
///
/// The cheapest machine that can do the work does it: a set of strings when only so many values can match, a
/// [ByteAutomaton] for nearly everything else, re2j for what that one does not know.
abstract sealed class ValueRegex {
    /// As many as Prometheus turns into direct look-ups.
    private static final int MOST_TEXTS = 256;

    private static final String META = "\\.+*?()|[]{}^$";

    /// @throws IllegalArgumentException with the reason, when this is no expression
    static ValueRegex of(byte[] regex) {
        List<byte[]> literals = literals(regex);
        if (literals != null) {
            return new Texts(literals);
        }
        String text = decode(regex);
        Node node = RegexSyntax.parse(text);
        if (node instanceof Repeat(Chars chars, int least, int most) && most < 0 && least <= 1 && chars.isAnything()) {
            return new Anything(least);
        }
        ByteAutomaton automaton = node == null ? null : ByteAutomaton.of(node);
        if (automaton == null) {
            return new Re2(text);
        }
        List<byte[]> texts = automaton.texts(MOST_TEXTS);
        return texts != null ? new Texts(texts) : new Automaton(automaton);
    }

    abstract boolean matches(byte[] bytes, int off, int len);

    /// The only values that match, or `null` when there are too many to tell.
    List<byte[]> texts() {
        return null;
    }

    /// Bytes that every matching value begins with.
    byte[] prefix() {
        return new byte[0];
    }

    boolean matchesEverything() {
        return false;
    }

    /// The branches of an expression such as `node|api|db`, or `null` when it is more than that.
    private static List<byte[]> literals(byte[] regex) {
        List<byte[]> literals = new ArrayList<>();
        int start = 0;
        for (int i = 0; i < regex.length; i++) {
            if (regex[i] == '|') {
                literals.add(Arrays.copyOfRange(regex, start, i));
                start = i + 1;
            } else if (META.indexOf(regex[i]) >= 0) {
                return null;
            }
        }
        literals.add(Arrays.copyOfRange(regex, start, regex.length));
        return literals;
    }

    private static String decode(byte[] regex) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(regex))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("invalid UTF-8", e);
        }
    }

    private static final class Texts extends ValueRegex {
        private final ByteStrings texts;

        Texts(List<byte[]> texts) {
            this.texts = new ByteStrings(texts);
        }

        @Override
        boolean matches(byte[] bytes, int off, int len) {
            return texts.contains(bytes, off, len);
        }

        @Override
        List<byte[]> texts() {
            return texts.asList();
        }
    }

    private static final class Anything extends ValueRegex {
        private final int least;

        Anything(int least) {
            this.least = least;
        }

        @Override
        boolean matches(byte[] bytes, int off, int len) {
            return len >= least;
        }

        @Override
        boolean matchesEverything() {
            return least == 0;
        }
    }

    private static final class Automaton extends ValueRegex {
        private final ByteAutomaton automaton;
        private final byte[] prefix;

        Automaton(ByteAutomaton automaton) {
            this.automaton = automaton;
            this.prefix = automaton.prefix();
        }

        @Override
        boolean matches(byte[] bytes, int off, int len) {
            return automaton.accepts(bytes, off, len);
        }

        @Override
        byte[] prefix() {
            return prefix.clone();
        }
    }

    private static final class Re2 extends ValueRegex {
        private static final String DOT_ALL = "(?s)";

        private final Pattern pattern;

        Re2(String regex) {
            try {
                pattern = Pattern.compile(DOT_ALL + regex);
            } catch (PatternSyntaxException e) {
                String place = e.getPattern();
                place = place.startsWith(DOT_ALL) ? place.substring(DOT_ALL.length()) : place;
                throw new IllegalArgumentException(e.getDescription() + (place.isEmpty() ? "" : ": " + place), e);
            }
        }

        @Override
        boolean matches(byte[] bytes, int off, int len) {
            if (Utf8.isAscii(bytes, off, len)) {
                byte[] whole = off == 0 && len == bytes.length ? bytes : Arrays.copyOfRange(bytes, off, off + len);
                return pattern.matches(whole);
            }
            // re2j loses its way in bytes that are not ASCII: "^" matches after one, a cut character ends the text.
            byte[] valid = Utf8.isValid(bytes, off, len)
                    ? Arrays.copyOfRange(bytes, off, off + len)
                    : Utf8.repaired(bytes, off, len);
            return pattern.matches(new String(valid, StandardCharsets.UTF_8));
        }
    }
}
