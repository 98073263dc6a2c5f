package dev.headroom.tsdb.index;

import dev.headroom.tsdb.selector.Matcher;
import dev.headroom.tsdb.selector.Selector;
import java.util.Arrays;
import java.util.List;

/// The series of an index that selectors choose, found through the postings without reading the series.
///
/// A selection is a bit per possible reference while it is worked out, and four bytes per chosen series afterwards.
/// References of both index versions are unsigned 32-bit numbers.
public final class SeriesSelection implements SeriesReferences {
    private final int[] references;

    private SeriesSelection(int[] references) {
        this.references = references;
    }

    /// The series that at least one of the selectors chooses.
    public static SeriesSelection of(IndexFile index, SeriesReferences all, List<Selector> selectors) {
        if (all.count() == 0) {
            return new SeriesSelection(new int[0]);
        }
        Bits everything = Bits.of(index, all);
        Bits chosen = everything.empty();
        for (Selector selector : selectors) {
            Bits bits = everything.copy();
            for (Matcher matcher : selector.matchers()) {
                apply(index, matcher, everything, bits);
            }
            chosen.or(bits);
        }
        return new SeriesSelection(chosen.references());
    }

    @Override
    public int count() {
        return references.length;
    }

    @Override
    public long reference(int position) {
        return references[position] & 0xffff_ffffL;
    }

    /// Takes out of `bits` the series that the matcher does not choose.
    ///
    /// A series without the label counts as having the empty value, and stands in no list of the label. So a
    /// matcher that takes the empty value chooses all series but those with a value that fails; another one, those
    /// with a value that passes.
    private static void apply(IndexFile index, Matcher matcher, Bits everything, Bits bits) {
        if (matcher.matchesEverything()) {
            return;
        }
        boolean takesEmpty = matcher.matchesEmpty();
        Bits listed = everything.empty();
        byte[] name = matcher.nameUtf8();
        PostingsTable table = new PostingsTable(index);
        while (table.next()) {
            byte[] bytes = table.bytes();
            // The whole table: nothing but the format's word says that it is sorted.
            if (!table.isAll()
                    && Arrays.equals(
                            bytes, table.nameStart(), table.nameStart() + table.nameLength(), name, 0, name.length)
                    && matcher.matches(bytes, table.valueStart(), table.valueLength()) != takesEmpty) {
                add(index, table.postingsOffset(), everything, listed);
            }
        }
        if (takesEmpty) {
            bits.andNot(listed);
        } else {
            bits.and(listed);
        }
    }

    private static void add(IndexFile index, long offset, Bits everything, Bits listed) {
        Postings list = new Postings(index, offset);
        for (int i = 0; i < list.count(); i++) {
            long reference = list.reference(i);
            if (!everything.contains(reference)) {
                throw index.file()
                        .corruption(offset + 8 + 4L * i, "the reference of a series", Long.toString(reference));
            }
            listed.add(reference);
        }
    }

    /// A set of references between the first and the last one of an index.
    private static final class Bits {
        private final long first;
        private final long[] words;

        private Bits(long first, long[] words) {
            this.first = first;
            this.words = words;
        }

        static Bits of(IndexFile index, SeriesReferences all) {
            long first = all.reference(0);
            long last = all.reference(all.count() - 1);
            Bits bits = new Bits(first, new long[(int) ((Math.max(0, last - first) >>> 6) + 1)]);
            long previous = first - 1;
            for (int i = 0; i < all.count(); i++) {
                long reference = all.reference(i);
                if (reference <= previous || reference > last) {
                    throw index.file()
                            .corruption(
                                    index.postingsOffsetTableOffset(),
                                    "all series in ascending order",
                                    "series " + reference + " behind " + previous);
                }
                bits.add(reference);
                previous = reference;
            }
            return bits;
        }

        Bits empty() {
            return new Bits(first, new long[words.length]);
        }

        Bits copy() {
            return new Bits(first, words.clone());
        }

        void add(long reference) {
            long bit = reference - first;
            words[(int) (bit >>> 6)] |= 1L << (bit & 63);
        }

        boolean contains(long reference) {
            long bit = reference - first;
            return bit >= 0 && bit >>> 6 < words.length && (words[(int) (bit >>> 6)] & 1L << (bit & 63)) != 0;
        }

        void or(Bits other) {
            for (int i = 0; i < words.length; i++) {
                words[i] |= other.words[i];
            }
        }

        void and(Bits other) {
            for (int i = 0; i < words.length; i++) {
                words[i] &= other.words[i];
            }
        }

        void andNot(Bits other) {
            for (int i = 0; i < words.length; i++) {
                words[i] &= ~other.words[i];
            }
        }

        int[] references() {
            int count = 0;
            for (long word : words) {
                count += Long.bitCount(word);
            }
            int[] references = new int[count];
            int at = 0;
            for (int i = 0; i < words.length; i++) {
                for (long word = words[i]; word != 0; word &= word - 1) {
                    references[at++] = (int) (first + ((long) i << 6) + Long.numberOfTrailingZeros(word));
                }
            }
            return references;
        }
    }
}
