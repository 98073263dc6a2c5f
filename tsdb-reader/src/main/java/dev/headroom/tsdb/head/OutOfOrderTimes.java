package dev.headroom.tsdb.head;

import dev.headroom.tsdb.CorruptionException;
import dev.headroom.tsdb.chunk.SampleCursor;
import dev.headroom.tsdb.internal.IntSorter;
import dev.headroom.tsdb.internal.LongIntMap;
import dev.headroom.tsdb.internal.RecordInput;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/// The times of all out-of-order samples, by series, in order and each once; and which of them in-order samples
/// have too. Takes a few bytes per out-of-order sample.
final class OutOfOrderTimes {
    private static final int STALE_FLAG = 1;
    private static final int HISTOGRAM_FLAG = 2;

    private final LongIntMap slots = new LongIntMap();
    private int[] series = new int[16];
    private int slotCount;

    // By slot: where its encoding begins and how many samples came before it; how far the in-order samples have got.
    private int[] starts = new int[17];
    private int[] firsts = new int[17];
    private int[] positions;
    private int[] indexes;
    private long[] times;

    // For each sample: the difference to the time before as uvarint, flags as byte.
    private byte[] encoded = new byte[256];
    private final BitSet inOrderToo = new BitSet();
    private final RecordInput in = new RecordInput();

    /// Gathers the times of head chunks and of the log.
    ///
    /// @param damage takes what is wrong with chunks
    static OutOfOrderTimes gather(
            LogStructure structure, HeadChunks chunks, OutOfOrderLog log, List<CorruptionException> damage) {
        OutOfOrderTimes times = new OutOfOrderTimes();
        if (!chunks.hasOutOfOrder() && log.isEmpty()) {
            return times;
        }
        Gatherer gatherer = new Gatherer();
        SampleCursor cursor = new SampleCursor();
        for (int s = 0; s < structure.index().seriesCount(); s++) {
            if (structure.isDeleted(s)) {
                continue;
            }
            gatherer.count = 0;
            int lastChunk = chunks.lastOutOfOrder(structure.lastRef(s));
            if (lastChunk >= 0) {
                int chunk = lastChunk;
                do {
                    chunk = chunks.next(chunk);
                    chunks.load(chunk);
                    gatherer.addChunk(chunks, chunk, cursor, damage);
                } while (chunk != lastChunk);
            }
            int lastSample = log.last(s);
            if (lastSample >= 0) {
                int sample = lastSample;
                do {
                    sample = log.next(sample);
                    gatherer.add(log.timestamp(sample), log.isStale(sample), log.isHistogram(sample));
                } while (sample != lastSample);
            }
            if (gatherer.count > 0) {
                times.encode(s, gatherer);
            }
        }
        times.rewind();
        return times;
    }

    /// The place of a series here, or -1 when it has no out-of-order samples.
    int slot(int series) {
        return slots.size() == 0 ? -1 : slots.get(series);
    }

    int slotCount() {
        return slotCount;
    }

    int series(int slot) {
        return series[slot];
    }

    /// An in-order sample of the series has this time; called in the order of time.
    void passInOrder(int slot, long time) {
        while (indexes[slot] < firsts[slot + 1] && times[slot] < time) {
            advance(slot);
        }
        if (indexes[slot] < firsts[slot + 1] && times[slot] == time) {
            inOrderToo.set(indexes[slot]);
        }
    }

    /// Told the out-of-order samples of a series.
    interface Visitor {
        void sample(long timestamp, boolean stale, boolean histogram);
    }

    /// Tells the samples of a series that no in-order sample stands beside.
    void visit(int slot, Visitor visitor) {
        in.reset(encoded, starts[slot], starts[slot + 1] - starts[slot]);
        long time = 0;
        for (int i = firsts[slot]; i < firsts[slot + 1]; i++) {
            time += in.uvarint();
            int flags = in.u8();
            if (!inOrderToo.get(i)) {
                visitor.sample(time, (flags & STALE_FLAG) != 0, (flags & HISTOGRAM_FLAG) != 0);
            }
        }
    }

    private void encode(int number, Gatherer gatherer) {
        if (slotCount + 1 == starts.length) {
            starts = Arrays.copyOf(starts, 2 * slotCount + 1);
            firsts = Arrays.copyOf(firsts, 2 * slotCount + 1);
        }
        if (slotCount == series.length) {
            series = Arrays.copyOf(series, 2 * slotCount);
        }
        int end = starts[slotCount];
        int samples = 0;
        long previous = 0;
        for (int i : gatherer.order()) {
            long time = gatherer.times[i];
            if (samples > 0 && time == previous) {
                continue;
            }
            if (encoded.length - end < 11) {
                encoded = Arrays.copyOf(encoded, Math.addExact(encoded.length, encoded.length / 2));
            }
            long rest = time - previous;
            while ((rest & ~0x7fL) != 0) {
                encoded[end++] = (byte) (rest | 0x80);
                rest >>>= 7;
            }
            encoded[end++] = (byte) rest;
            encoded[end++] = gatherer.flags[i];
            previous = time;
            samples++;
        }
        slots.put(number, slotCount);
        series[slotCount++] = number;
        starts[slotCount] = end;
        firsts[slotCount] = firsts[slotCount - 1] + samples;
    }

    private void rewind() {
        positions = Arrays.copyOf(starts, slotCount);
        indexes = Arrays.copyOf(firsts, slotCount);
        times = new long[slotCount];
        for (int slot = 0; slot < slotCount; slot++) {
            read(slot);
        }
    }

    private void advance(int slot) {
        if (++indexes[slot] < firsts[slot + 1]) {
            read(slot);
        }
    }

    private void read(int slot) {
        in.reset(encoded, positions[slot], starts[slot + 1] - positions[slot]);
        times[slot] += in.uvarint();
        positions[slot] = in.position() + 1;
    }

    /// The samples of one series, as they are found.
    private static final class Gatherer {
        private long[] times = new long[64];
        private byte[] flags = new byte[64];
        private int count;

        void addChunk(HeadChunks chunks, int chunk, SampleCursor cursor, List<CorruptionException> damage) {
            try {
                cursor.reset(chunks.encoding(), chunks.bytes(), chunks.dataOffset(), chunks.dataLength());
                while (cursor.next()) {
                    add(cursor.timestamp(), cursor.isStale(), cursor.isHistogram());
                }
            } catch (CorruptionException e) {
                damage.add(chunks.placed(chunk, e));
            }
        }

        void add(long time, boolean stale, boolean histogram) {
            if (count == times.length) {
                times = Arrays.copyOf(times, 2 * count);
                flags = Arrays.copyOf(flags, 2 * count);
            }
            times[count] = time;
            flags[count++] = (byte) ((stale ? STALE_FLAG : 0) | (histogram ? HISTOGRAM_FLAG : 0));
        }

        int[] order() {
            return IntSorter.sorted(count, (left, right) -> Long.compare(times[left], times[right]));
        }
    }
}
