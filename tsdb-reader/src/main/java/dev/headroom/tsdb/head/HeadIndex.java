package dev.headroom.tsdb.head;

import dev.headroom.tsdb.internal.StringPool;
import dev.headroom.tsdb.merge.SeriesSource;
import dev.headroom.tsdb.merge.SymbolSource;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.IntPredicate;
import java.util.function.Supplier;

/// The labels of the head's series: strings and series sorted as in the index of a block.
///
/// A symbol is named by its ordinal in the order of bytes. A series is named by its number, from 0 in the order in
/// which the log names them first: those that are scraped together are neighbours, so that who goes through the log
/// goes through the numbers mostly upwards. The rank of a series is its place in the order of labels. Every series that
/// the log names has both, those too that turn out to hold nothing.
public final class HeadIndex {
    private final StringPool strings;
    private final int[] byBytes;
    private final int[] labels;
    private final int[] starts;
    private final int seriesCount;
    private final Supplier<int[]> byLabels;

    /// @param byBytes the strings' numbers in the order of bytes
    /// @param labels the labels of all series as symbols, in the order of numbers
    /// @param starts where the labels of each number begin
    /// @param byLabels the series' numbers in the order of labels; asked for when somebody wants to know the order
    HeadIndex(
            StringPool strings, int[] byBytes, int[] labels, int[] starts, int seriesCount, Supplier<int[]> byLabels) {
        this.strings = strings;
        this.byBytes = byBytes;
        this.labels = labels;
        this.starts = starts;
        this.seriesCount = seriesCount;
        this.byLabels = byLabels;
    }

    /// Number of distinct strings.
    public int symbolCount() {
        return byBytes.length;
    }

    /// A symbol's text; malformed UTF-8 becomes U+FFFD.
    public String symbol(int ordinal) {
        int number = byBytes[ordinal];
        return new String(strings.bytes(), strings.offset(number), strings.length(number), StandardCharsets.UTF_8);
    }

    /// Bytes of a symbol.
    public int symbolLength(int ordinal) {
        return strings.length(byBytes[ordinal]);
    }

    /// The bytes of a symbol.
    public byte[] symbolBytes(int ordinal) {
        int from = strings.offset(byBytes[ordinal]);
        return Arrays.copyOfRange(strings.bytes(), from, from + strings.length(byBytes[ordinal]));
    }

    /// The ordinal of a string, or -1.
    public int find(String text) {
        byte[] wanted = text.getBytes(StandardCharsets.UTF_8);
        int low = 0;
        int high = byBytes.length - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int start = strings.offset(byBytes[middle]);
            int order = Arrays.compareUnsigned(
                    strings.bytes(), start, start + strings.length(byBytes[middle]), wanted, 0, wanted.length);
            if (order == 0) {
                return middle;
            }
            if (order < 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return -1;
    }

    /// Number of series.
    public int seriesCount() {
        return seriesCount;
    }

    /// The series at a place in the order of labels. Waits until that is known, as all do who ask for the order.
    public int series(int rank) {
        return byLabels.get()[rank];
    }

    /// How many labels a series has.
    public int labelCount(int series) {
        return (starts[series + 1] - starts[series]) / 2;
    }

    /// The name of a series' i-th label, as a symbol.
    public int name(int series, int i) {
        return labels[starts[series] + 2 * i];
    }

    /// The value of a series' i-th label, as a symbol.
    public int value(int series, int i) {
        return labels[starts[series] + 2 * i + 1];
    }

    /// The value of a label, as a symbol, or -1 when the series has none of this name.
    ///
    /// @param name what [#find] says of the name; -1 is found nowhere
    public int valueOf(int series, int name) {
        for (int at = starts[series]; at < starts[series + 1]; at += 2) {
            if (labels[at] == name) {
                return labels[at + 1];
            }
        }
        return -1;
    }

    /// Names and values of a series in turn, as symbols or what stands for these; a new array.
    ///
    /// @param ids the merged id of each symbol, or `null` when the ordinals are the ids
    public int[] labels(int series, int[] ids) {
        int[] found = Arrays.copyOfRange(labels, starts[series], starts[series + 1]);
        for (int i = 0; ids != null && i < found.length; i++) {
            found[i] = ids[found[i]];
        }
        return found;
    }

    /// The symbols from the first to the last, for merging with those of blocks.
    public SymbolSource symbols() {
        return new Symbols();
    }

    /// The series from the first to the last, for merging with those of blocks.
    ///
    /// @param ids the merged id of each symbol, or `null` when the ordinals are the ids
    /// @param wanted which series, by number
    public Series series(int[] ids, IntPredicate wanted) {
        return series(ids, 0, seriesCount(), wanted);
    }

    /// Those of the series whose ranks lie in a range.
    ///
    /// @param from the first rank
    /// @param to the rank behind the last one
    public Series series(int[] ids, int from, int to, IntPredicate wanted) {
        return new Series(ids, from, to, wanted);
    }

    private final class Symbols implements SymbolSource {
        private int current = -1;

        @Override
        public int count() {
            return byBytes.length;
        }

        @Override
        public boolean next() {
            return ++current < byBytes.length;
        }

        @Override
        public byte[] bytes() {
            return strings.bytes();
        }

        @Override
        public int offset() {
            return strings.offset(byBytes[current]);
        }

        @Override
        public int length() {
            return strings.length(byBytes[current]);
        }

        @Override
        public void seek(int ordinal) {
            current = ordinal;
        }
    }

    /// The head's series in order, as one source among blocks.
    public final class Series implements SeriesSource {
        private final int[] order = byLabels.get();
        private final int[] ids;
        private final IntPredicate wanted;
        private final int end;
        private int[] current = new int[64];
        private int length;
        private int changedFrom;
        private int rank;

        private Series(int[] ids, int from, int to, IntPredicate wanted) {
            this.ids = ids;
            this.wanted = wanted;
            rank = from - 1;
            end = to;
        }

        @Override
        public boolean next() {
            do {
                rank++;
            } while (rank < end && !wanted.test(order[rank]));
            if (rank >= end) {
                return false;
            }
            int start = starts[number()];
            int before = length;
            length = starts[number() + 1] - start;
            if (current.length < length) {
                current = Arrays.copyOf(current, 2 * length);
            }
            changedFrom = Math.min(before, length);
            for (int i = 0; i < length; i++) {
                int symbol = labels[start + i];
                int id = ids == null ? symbol : ids[symbol];
                if (id != current[i]) {
                    changedFrom = Math.min(changedFrom, i);
                    current[i] = id;
                }
            }
            return true;
        }

        /// The number of the current series.
        public int number() {
            return order[rank];
        }

        /// The rank of the current series.
        public int rank() {
            return rank;
        }

        @Override
        public int[] labels() {
            return current;
        }

        @Override
        public int labelsLength() {
            return length;
        }

        @Override
        public int changedFrom() {
            return changedFrom;
        }
    }
}
