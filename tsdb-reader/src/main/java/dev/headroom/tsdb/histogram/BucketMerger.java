package dev.headroom.tsdb.histogram;

import java.util.Arrays;

/// Merges the buckets of one side of a histogram into those of a coarser schema.
final class BucketMerger {
    private final Histogram histogram;
    private final int[] offsets;
    private final int[] lengths;
    private final long[] counts;
    private int spanCount;
    private int countCount;
    private int lastIndex;

    /// @param halvings by how many the schema number shrinks; each merges two neighbouring buckets
    BucketMerger(Histogram histogram, Spans spans, long[] fineCounts, int halvings) {
        this.histogram = histogram;
        this.offsets = new int[fineCounts.length];
        this.lengths = new int[fineCounts.length];
        this.counts = new long[fineCounts.length];
        int index = 0;
        int bucket = 0;
        for (int span = 0; span < spans.size(); span++) {
            index += spans.offset(span);
            for (int i = 0; i < spans.length(span); i++) {
                // Upper bounds are inclusive, so bucket 0 ends at 1 in every schema: indexes round up.
                add(((index - 1) >> halvings) + 1, fineCounts[bucket++]);
                index++;
            }
        }
    }

    private void add(int index, long count) {
        if (countCount > 0 && index == lastIndex) {
            counts[countCount - 1] = histogram.plus(counts[countCount - 1], count);
            return;
        }
        if (countCount > 0 && index == lastIndex + 1) {
            lengths[spanCount - 1]++;
        } else {
            offsets[spanCount] = countCount == 0 ? index : index - lastIndex - 1;
            lengths[spanCount++] = 1;
        }
        counts[countCount++] = count;
        lastIndex = index;
    }

    Spans spans() {
        return new Spans(Arrays.copyOf(offsets, spanCount), Arrays.copyOf(lengths, spanCount));
    }

    long[] counts() {
        return Arrays.copyOf(counts, countCount);
    }
}
