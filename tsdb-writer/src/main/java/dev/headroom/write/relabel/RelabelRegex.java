package dev.headroom.write.relabel;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.headroom.tsdb.selector.RegexLimits;
import dev.headroom.tsdb.selector.Utf8;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/// The regular expression of a rule: RE2, put between `^(?s:` and `)$` as text, the way Prometheus 3 does it. So it
/// matches the whole value, `.` takes newlines too, and `a)|(?:b` means what it means there. (Prometheus 2 writes
/// `^(?:`: there, `.` takes no newline.)
///
/// Values are bytes that need not be UTF-8. As in Go, a byte that belongs to no character is matched as U+FFFD, and
/// a group holds the bytes that were there.
final class RelabelRegex {
    private static final String BEFORE = "^(?s:";
    private static final String BEHIND = ")$";

    private final String text;
    private final Pattern pattern;
    private final Map<String, Integer> names;

    /// @throws IllegalArgumentException with the reason, when this is no expression
    RelabelRegex(String text) {
        this.text = text;
        String whole = BEFORE + text + BEHIND;
        RegexLimits.check(whole);
        try {
            pattern = Pattern.compile(whole);
        } catch (PatternSyntaxException e) {
            String place = e.getPattern();
            boolean nowhere = place.isEmpty() || place.equals(whole);
            throw new IllegalArgumentException(e.getDescription() + (nowhere ? "" : ": " + place), e);
        }
        names = pattern.namedGroups();
    }

    String text() {
        return text;
    }

    boolean matches(byte[] value) {
        return new Subject(value).matcher.find();
    }

    /// The first match in the value, or `null` when there is none.
    Match match(byte[] value) {
        Subject subject = new Subject(value);
        return subject.matcher.find() ? subject.match() : null;
    }

    /// The value with every match replaced. There can be several only where an expression breaks out of the
    /// anchors.
    byte[] replaceAll(byte[] value, Template replacement) {
        Subject subject = new Subject(value);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int copied = 0;
        int from = 0;
        while (from <= subject.text.length() && subject.matcher.find(from)) {
            Match match = subject.match();
            out.write(value, copied, match.start(0) - copied);
            // No empty match right behind another match counts.
            if (match.end(0) > copied || match.start(0) == 0) {
                out.writeBytes(replacement.expand(match));
            }
            copied = match.end(0);
            int next = from < subject.text.length() ? subject.text.offsetByCodePoints(from, 1) : from + 1;
            from = Math.max(next, subject.matcher.end());
        }
        out.write(value, copied, value.length - copied);
        return out.toByteArray();
    }

    /// A value as re2j reads it, and where its characters are among the bytes.
    private final class Subject {
        final byte[] bytes;
        final String text;
        final Matcher matcher;

        /// The byte at which each char begins; `null` when that is its own position.
        private final int[] offsets;

        Subject(byte[] bytes) {
            this.bytes = bytes;
            if (Utf8.isAscii(bytes, 0, bytes.length)) {
                text = new String(bytes, StandardCharsets.ISO_8859_1);
                offsets = null;
            } else {
                offsets = new int[bytes.length + 1];
                text = decode();
            }
            matcher = pattern.matcher(text);
        }

        private String decode() {
            StringBuilder decoded = new StringBuilder(bytes.length);
            for (int i = 0; i < bytes.length; ) {
                int width = Utf8.width(bytes, i, bytes.length);
                int start = decoded.length();
                if (width == 0) {
                    decoded.append('\uFFFD');
                } else {
                    decoded.append(new String(bytes, i, width, StandardCharsets.UTF_8));
                }
                for (int at = start; at < decoded.length(); at++) {
                    offsets[at] = i;
                }
                i += Math.max(1, width);
            }
            offsets[decoded.length()] = bytes.length;
            return decoded.toString();
        }

        Match match() {
            int[] groups = new int[2 * (matcher.groupCount() + 1)];
            for (int group = 0; 2 * group < groups.length; group++) {
                groups[2 * group] = offset(matcher.start(group));
                groups[2 * group + 1] = offset(matcher.end(group));
            }
            return new Match(bytes, groups, names);
        }

        private int offset(int at) {
            return at < 0 || offsets == null ? at : offsets[at];
        }
    }

    /// Where an expression and its groups matched in a value, in bytes.
    static final class Match {
        private final byte[] value;
        private final int[] groups;
        private final Map<String, Integer> names;

        private Match(byte[] value, int[] groups, Map<String, Integer> names) {
            this.value = value;
            this.groups = groups;
            this.names = names;
        }

        int start(int group) {
            return groups[2 * group];
        }

        int end(int group) {
            return groups[2 * group + 1];
        }

        /// Writes what a group matched; nothing for a group that took no part or is not there.
        void write(long group, ByteArrayOutputStream out) {
            if (group >= 0 && 2 * group < groups.length && start((int) group) >= 0) {
                out.write(value, start((int) group), end((int) group) - start((int) group));
            }
        }

        void write(String name, ByteArrayOutputStream out) {
            write(names.getOrDefault(name, -1), out);
        }
    }
}
