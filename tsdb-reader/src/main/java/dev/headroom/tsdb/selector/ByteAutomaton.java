package dev.headroom.tsdb.selector;

import dev.headroom.tsdb.selector.RegexSyntax.Anchor;
import dev.headroom.tsdb.selector.RegexSyntax.Chars;
import dev.headroom.tsdb.selector.RegexSyntax.Choice;
import dev.headroom.tsdb.selector.RegexSyntax.Node;
import dev.headroom.tsdb.selector.RegexSyntax.Repeat;
import dev.headroom.tsdb.selector.RegexSyntax.Sequence;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A deterministic automaton over the bytes of UTF-8: one table look-up per byte, no decoding, no allocation.
///
/// It accepts well-formed UTF-8 only, since every class of characters is spelt out as sequences of byte ranges. Built
/// as a whole and immutable, so any number of threads may share one.
///
/// The table has a row per state and a column per class of bytes that no transition tells apart; a state is the offset
/// of its row, and the row's last column says whether the state accepts. State 0 is dead.
final class ByteAutomaton {
    private static final int MOST_PROGRAM = 50_000;
    private static final int MOST_TABLE = 1 << 20;
    private static final long MOST_WORK = 20_000_000;
    private static final int LONGEST_TEXT = 1024;

    private final int[] classOf;
    private final int stride;
    private final int start;
    private final int[] table;

    private ByteAutomaton(int[] classOf, int stride, int start, int[] table) {
        this.classOf = classOf;
        this.stride = stride;
        this.start = start;
        this.table = table;
    }

    /// The automaton, or `null` when it would need too many states.
    static ByteAutomaton of(Node node) {
        try {
            return new Builder(node).build();
        } catch (TooLarge e) {
            return null;
        }
    }

    boolean accepts(byte[] bytes, int off, int len) {
        int[] table = this.table;
        int[] classOf = this.classOf;
        int state = start;
        int end = off + len;
        int i = off;
        while (i < end) {
            state = table[state + classOf[bytes[i] & 0xFF]];
            if (state == 0) {
                break;
            }
            i++;
        }
        if (i == end && isAccepting(state)) {
            return true;
        }
        // Where reading stopped between two ASCII bytes, nothing before was malformed and nothing after matters.
        boolean suspect = (i > off && bytes[i - 1] < 0) || (i < end && bytes[i] < 0);
        if (!suspect || Utf8.isValid(bytes, off, len)) {
            return false;
        }
        byte[] repaired = Utf8.repaired(bytes, off, len);
        return accepts(repaired, 0, repaired.length);
    }

    /// The bytes that every accepted text begins with.
    byte[] prefix() {
        boolean[] alive = alive();
        byte[] prefix = new byte[table.length / stride];
        int length = 0;
        for (int state = start; length < prefix.length && !isAccepting(state); ) {
            int only = -1;
            for (int b = 0; b < 256; b++) {
                if (alive[target(state, b) / stride]) {
                    if (only >= 0) {
                        return Arrays.copyOf(prefix, length);
                    }
                    only = b;
                }
            }
            if (only < 0) {
                break; // nothing at all is accepted
            }
            prefix[length++] = (byte) only;
            state = target(state, only);
        }
        return Arrays.copyOf(prefix, length);
    }

    /// Every accepted text, or `null` when there are more than `most` or one of them is very long.
    List<byte[]> texts(int most) {
        List<byte[]> texts = new ArrayList<>();
        byte[] path = new byte[Math.min(table.length / stride, LONGEST_TEXT)];
        boolean few = collect(start, path, 0, alive(), most, texts);
        return few ? texts : null;
    }

    private boolean collect(int state, byte[] path, int length, boolean[] alive, int most, List<byte[]> texts) {
        if (isAccepting(state)) {
            if (texts.size() == most) {
                return false;
            }
            texts.add(Arrays.copyOf(path, length));
        }
        for (int b = 0; b < 256; b++) {
            int target = target(state, b);
            if (alive[target / stride]) {
                // A path that is longer than there are states has been in one of them twice: the texts have no end.
                if (length + 1 >= path.length) {
                    return false;
                }
                path[length] = (byte) b;
                if (!collect(target, path, length + 1, alive, most, texts)) {
                    return false;
                }
            }
        }
        return true;
    }

    private int target(int state, int b) {
        return table[state + classOf[b]];
    }

    private boolean isAccepting(int state) {
        return table[state + stride - 1] != 0;
    }

    /// Per state number, whether an accepting state can still be reached.
    private boolean[] alive() {
        boolean[] alive = new boolean[table.length / stride];
        boolean changed = true;
        while (changed) {
            changed = false;
            // Targets mostly come after their sources, so a walk from the back settles in a few rounds.
            for (int number = alive.length - 1; number > 0; number--) {
                if (alive[number]) {
                    continue;
                }
                int row = number * stride;
                boolean reaches = isAccepting(row);
                for (int column = 0; column < stride - 1 && !reaches; column++) {
                    reaches = alive[table[row + column] / stride];
                }
                alive[number] = reaches;
                changed |= reaches;
            }
        }
        return alive;
    }

    private static final class TooLarge extends Exception {
        private static final long serialVersionUID = 1L;

        TooLarge() {
            super(null, null, false, false);
        }
    }

    /// Writes the expression as a program of byte tests and forks (Thompson), then makes sets of instructions states.
    private static final class Builder {
        private static final int MATCH = -1;
        private static final int FORK = -2;
        private static final int AT_BEGIN = -3;
        private static final int AT_END = -4;

        /// Per instruction one of the above, or the bytes it takes: the first << 8 | the last.
        private int[] what = new int[256];

        private int[] then = new int[256];
        private int[] or = new int[256];
        private int size;

        private final int[] classOf = new int[256];
        private int classes;
        private int[] representative;

        private final Map<StateSet, Integer> rows = new HashMap<>();
        private final List<int[]> sets = new ArrayList<>();
        private int[] table = new int[1024];
        private long work;

        private final int[] seen;
        private int round;
        private int[] stack = new int[64];
        private final int[] reached;
        private int reachedSize;
        private final int entry;

        Builder(Node node) throws TooLarge {
            int match = add(MATCH, 0, 0);
            entry = emit(node, match);
            seen = new int[size];
            reached = new int[size];
        }

        ByteAutomaton build() throws TooLarge {
            classifyBytes();
            int stride = classes + 1;
            row(new int[0], stride); // the dead state
            closure(new int[] {entry}, 1, true, false);
            int[] initial = Arrays.copyOf(reached, reachedSize);
            // The initial state is the only one that lies at the text's begin, so it is not shared with an equal set.
            int start = row(initial, stride);
            table[start + stride - 1] = matchesAtEnd(initial, true) ? 1 : 0;
            rows.put(new StateSet(new int[0]), 0);
            int[] targets = new int[size];
            for (int number = 1; number < sets.size(); number++) {
                int[] set = sets.get(number);
                for (int column = 0; column < classes; column++) {
                    int b = representative[column];
                    int count = 0;
                    for (int instruction : set) {
                        int bytes = what[instruction];
                        if (bytes >= 0 && b >= bytes >> 8 && b <= (bytes & 0xFF)) {
                            targets[count++] = then[instruction];
                        }
                    }
                    spend(set.length);
                    if (count > 0) {
                        closure(targets, count, false, false);
                        int[] next = Arrays.copyOf(reached, reachedSize);
                        Arrays.sort(next);
                        StateSet key = new StateSet(next);
                        Integer row = rows.get(key);
                        if (row == null) {
                            row = row(next, stride);
                            table[row + stride - 1] = matchesAtEnd(next, false) ? 1 : 0;
                            rows.put(key, row);
                        }
                        table[number * stride + column] = row;
                    }
                }
            }
            return new ByteAutomaton(classOf, stride, start, Arrays.copyOf(table, sets.size() * stride));
        }

        private int row(int[] set, int stride) throws TooLarge {
            int row = sets.size() * stride;
            if (row + stride > MOST_TABLE) {
                throw new TooLarge();
            }
            if (row + stride > table.length) {
                table = Arrays.copyOf(table, Math.max(row + stride, table.length * 2));
            }
            spend(set.length + 1);
            sets.add(set);
            return row;
        }

        private boolean matchesAtEnd(int[] set, boolean atBegin) throws TooLarge {
            closure(set, set.length, atBegin, true);
            for (int i = 0; i < reachedSize; i++) {
                if (what[reached[i]] == MATCH) {
                    return true;
                }
            }
            return false;
        }

        /// Fills `reached` with what can be reached without reading a byte, forks left out.
        private void closure(int[] from, int count, boolean atBegin, boolean atEnd) throws TooLarge {
            round++;
            reachedSize = 0;
            for (int i = 0; i < count; i++) {
                int depth = 0;
                stack[depth++] = from[i];
                while (depth > 0) {
                    int at = stack[--depth];
                    if (seen[at] == round) {
                        continue;
                    }
                    seen[at] = round;
                    spend(1);
                    if (depth + 2 > stack.length) {
                        stack = Arrays.copyOf(stack, stack.length * 2);
                    }
                    switch (what[at]) {
                        case FORK -> {
                            stack[depth++] = or[at];
                            stack[depth++] = then[at];
                        }
                        case AT_BEGIN -> {
                            if (atBegin) {
                                stack[depth++] = then[at];
                            }
                        }
                        case AT_END -> {
                            reached[reachedSize++] = at;
                            if (atEnd) {
                                stack[depth++] = then[at];
                            }
                        }
                        default -> reached[reachedSize++] = at;
                    }
                }
            }
        }

        private void spend(int steps) throws TooLarge {
            work += steps;
            if (work > MOST_WORK) {
                throw new TooLarge();
            }
        }

        private void classifyBytes() {
            boolean[] begins = new boolean[257];
            begins[0] = true;
            for (int i = 0; i < size; i++) {
                if (what[i] >= 0) {
                    begins[what[i] >> 8] = true;
                    begins[(what[i] & 0xFF) + 1] = true;
                }
            }
            representative = new int[256];
            for (int b = 0; b < 256; b++) {
                if (begins[b]) {
                    representative[classes++] = b;
                }
                classOf[b] = classes - 1;
            }
        }

        /// Adds the instructions of `node`, after which `next` goes on, and returns the first of them.
        private int emit(Node node, int next) throws TooLarge {
            return switch (node) {
                case Chars chars -> {
                    int entry = -1;
                    for (int i = chars.rangeCount() - 1; i >= 0; i--) {
                        entry = emitRange(chars.first(i), chars.last(i), next, entry);
                    }
                    // A class of no characters: a test that no byte passes.
                    yield entry >= 0 ? entry : add(1 << 8, next, 0);
                }
                case Sequence(List<Node> parts) -> {
                    int entry = next;
                    for (int i = parts.size() - 1; i >= 0; i--) {
                        entry = emit(parts.get(i), entry);
                    }
                    yield entry;
                }
                case Choice(List<Node> branches) -> {
                    int entry = -1;
                    for (int i = branches.size() - 1; i >= 0; i--) {
                        entry = either(emit(branches.get(i), next), entry);
                    }
                    yield entry;
                }
                case Repeat(Node body, int least, int most) -> {
                    int entry = next;
                    int copies = least;
                    if (most < 0) {
                        int again = add(FORK, 0, next);
                        int loop = emit(body, again);
                        then[again] = loop;
                        // "Once or more" enters the loop by its body, "any number" by the fork behind it.
                        entry = least > 0 ? loop : again;
                        copies = Math.max(0, least - 1);
                    } else {
                        for (int i = least; i < most; i++) {
                            entry = add(FORK, emit(body, entry), next);
                        }
                    }
                    for (int i = 0; i < copies; i++) {
                        entry = emit(body, entry);
                    }
                    yield entry;
                }
                case Anchor.BEGIN -> add(AT_BEGIN, next, 0);
                case Anchor.END -> add(AT_END, next, 0);
            };
        }

        /// The characters `low` to `high` as sequences of byte ranges, each an alternative to `others`.
        private int emitRange(int low, int high, int next, int others) throws TooLarge {
            if (low <= 0xDFFF && high >= 0xD800) { // surrogates are no characters of UTF-8
                int rest = high > 0xDFFF ? emitRange(0xE000, high, next, others) : others;
                return low < 0xD800 ? emitRange(low, 0xD7FF, next, rest) : rest;
            }
            for (int widest : new int[] {0x7F, 0x7FF, 0xFFFF}) {
                if (low <= widest && high > widest) {
                    return emitRange(low, widest, next, emitRange(widest + 1, high, next, others));
                }
            }
            if (low >= 0x80) {
                // Only a range whose continuation bytes all span 80 to BF, or are all the same, is one sequence.
                for (int bits = 6; bits <= 18; bits += 6) {
                    int tail = (1 << bits) - 1;
                    if ((low & ~tail) != (high & ~tail)) {
                        if ((low & tail) != 0) {
                            int split = low | tail;
                            return emitRange(low, split, next, emitRange(split + 1, high, next, others));
                        }
                        if ((high & tail) != tail) {
                            int split = high & ~tail;
                            return emitRange(low, split - 1, next, emitRange(split, high, next, others));
                        }
                    }
                }
            }
            int entry = next;
            int width = low < 0x80 ? 1 : low < 0x800 ? 2 : low < 0x10000 ? 3 : 4;
            for (int i = width - 1; i > 0; i--) {
                int shift = 6 * (width - 1 - i);
                entry = add((0x80 | (low >> shift & 0x3F)) << 8 | 0x80 | (high >> shift & 0x3F), entry, 0);
            }
            int lead = width == 1 ? 0 : width == 2 ? 0xC0 : width == 3 ? 0xE0 : 0xF0;
            int shift = 6 * (width - 1);
            return either(add((lead | low >> shift) << 8 | lead | high >> shift, entry, 0), others);
        }

        private int either(int one, int other) throws TooLarge {
            return other < 0 ? one : add(FORK, one, other);
        }

        private int add(int kind, int next, int other) throws TooLarge {
            if (size == MOST_PROGRAM) {
                throw new TooLarge();
            }
            if (size == what.length) {
                what = Arrays.copyOf(what, size * 2);
                then = Arrays.copyOf(then, size * 2);
                or = Arrays.copyOf(or, size * 2);
            }
            what[size] = kind;
            then[size] = next;
            or[size] = other;
            return size++;
        }
    }

    /// The instructions of one state, sorted, as a key.
    private static final class StateSet {
        private final int[] instructions;

        StateSet(int[] instructions) {
            this.instructions = instructions;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof StateSet set && Arrays.equals(instructions, set.instructions);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(instructions);
        }
    }
}
