package dev.headroom.tsdb.histogram;

import java.util.Arrays;

/// Which buckets of one side (positive or negative) of a histogram carry a count: runs of neighbouring bucket
/// indexes.
///
/// The offset of the first span is the index of its first bucket and may be negative; the offset of a later span is
/// the number of absent buckets since the end of the span before. Immutable; the samples of a chunk share it.
public final class Spans {
    /// No bucket at all.
    public static final Spans EMPTY = new Spans(new int[0], new int[0]);

    private final int[] offsets;
    private final int[] lengths;
    private final int buckets;

    /// @param offsets one per span, not copied
    /// @param lengths buckets per span, not copied
    public Spans(int[] offsets, int[] lengths) {
        if (offsets.length != lengths.length) {
            throw new IllegalArgumentException(offsets.length + " offsets, " + lengths.length + " lengths");
        }
        this.offsets = offsets;
        this.lengths = lengths;
        int total = 0;
        for (int length : lengths) {
            if (length < 0) {
                throw new IllegalArgumentException("a span of " + length + " buckets");
            }
            total = Math.addExact(total, length);
        }
        this.buckets = total;
    }

    /// Number of spans.
    public int size() {
        return offsets.length;
    }

    public int offset(int span) {
        return offsets[span];
    }

    public int length(int span) {
        return lengths[span];
    }

    /// Number of buckets of all spans together.
    public int buckets() {
        return buckets;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Spans that
                && Arrays.equals(offsets, that.offsets)
                && Arrays.equals(lengths, that.lengths);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(offsets) + Arrays.hashCode(lengths);
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("[");
        for (int i = 0; i < offsets.length; i++) {
            text.append(i == 0 ? "" : ", ").append(offsets[i]).append('+').append(lengths[i]);
        }
        return text.append(']').toString();
    }
}
