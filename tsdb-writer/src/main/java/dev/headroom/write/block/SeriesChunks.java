package dev.headroom.write.block;

import java.util.Arrays;

/// The chunks of one series: when each begins and ends, and where it is.
final class SeriesChunks {
    private long[] minTimes = new long[16];
    private long[] maxTimes = new long[16];
    private long[] references = new long[16];
    private int count;

    void clear() {
        count = 0;
    }

    int count() {
        return count;
    }

    /// Adds a chunk, which must begin after the one before has ended.
    void add(long minTime, long maxTime, long reference) {
        if (maxTime < minTime || (count > 0 && minTime <= maxTimes[count - 1])) {
            throw new IllegalArgumentException("a chunk from " + minTime + " to " + maxTime
                    + (count == 0 ? "" : " behind one that ends at " + maxTimes[count - 1]));
        }
        if (count == references.length) {
            minTimes = Arrays.copyOf(minTimes, 2 * count);
            maxTimes = Arrays.copyOf(maxTimes, 2 * count);
            references = Arrays.copyOf(references, 2 * count);
        }
        minTimes[count] = minTime;
        maxTimes[count] = maxTime;
        references[count++] = reference;
    }

    /// The most bytes that [#put] takes.
    int mostBytes() {
        return 30 * count + 10;
    }

    /// Puts the chunks into an array as they stand in a series entry; returns where they end.
    int put(byte[] bytes, int from) {
        int at = OutputFile.putUvarint(bytes, from, count);
        for (int i = 0; i < count; i++) {
            if (i == 0) {
                at = OutputFile.putUvarint(bytes, at, zigzag(minTimes[0]));
            } else {
                at = OutputFile.putUvarint(bytes, at, minTimes[i] - maxTimes[i - 1]);
            }
            at = OutputFile.putUvarint(bytes, at, maxTimes[i] - minTimes[i]);
            at = OutputFile.putUvarint(bytes, at, i == 0 ? references[0] : zigzag(references[i] - references[i - 1]));
        }
        return at;
    }

    private static long zigzag(long value) {
        return (value << 1) ^ (value >> 63);
    }
}
