package dev.headroom.analyze.engine;

import dev.headroom.tsdb.CorruptionException;
import dev.headroom.tsdb.chunk.ChunkReader;
import dev.headroom.tsdb.chunk.Encoding;
import dev.headroom.tsdb.chunk.SampleCursor;
import dev.headroom.tsdb.index.SeriesCursor;
import dev.headroom.tsdb.merge.DamageHandler;
import java.util.Arrays;

/// The chunks that one series has in all blocks, with what their headers say: columns of arrays, filled anew for
/// every series.
final class Pieces {
    private static final long[] NOT_DELETED = {};

    private final TimeRange range;
    private final DamageHandler damage;
    private final SampleCursor samples = new SampleCursor();
    private byte[] buffer = new byte[2048];

    private int count;
    private long[] minTimes = new long[64];
    private long[] maxTimes = new long[64];
    private long[] references = new long[64];
    private int[] sampleCounts = new int[64];
    private int[] dataLengths = new int[64];
    private int[] sizes = new int[64];
    private Encoding[] encodings = new Encoding[64];
    private ChunkReader[] readers = new ChunkReader[64];
    private long[][] deleted = new long[64][];
    private boolean[] histograms = new boolean[64];

    /// Times of samples that are in no chunk of a block; `null` for the chunks.
    private long[][] times = new long[64][];

    /// @param range chunks wholly outside it are left out
    /// @param damage told of a chunk that cannot be read; it is left out when that returns
    Pieces(TimeRange range, DamageHandler damage) {
        this.range = range;
        this.damage = damage;
    }

    void clear() {
        count = 0;
    }

    /// Adds the chunks of a series of one block.
    ///
    /// @param deletedRanges the series' tombstones
    void add(SeriesCursor series, ChunkReader reader, long[] deletedRanges) {
        for (int i = 0; i < series.chunkCount(); i++) {
            if (!range.overlaps(series.minTime(i), series.maxTime(i))) {
                continue;
            }
            try {
                reader.readHeader(series.chunkReference(i));
            } catch (CorruptionException e) {
                damage.handle(e);
                continue;
            }
            if (count == minTimes.length) {
                grow();
            }
            minTimes[count] = series.minTime(i);
            maxTimes[count] = series.maxTime(i);
            references[count] = series.chunkReference(i);
            sampleCounts[count] = reader.sampleCount();
            dataLengths[count] = reader.dataLength();
            sizes[count] = reader.size();
            encodings[count] = reader.encoding();
            histograms[count] = reader.encoding().isHistogram();
            times[count] = null;
            readers[count] = reader;
            deleted[count] = intersecting(deletedRanges, minTimes[count], maxTimes[count]);
            count++;
        }
    }

    /// Adds samples of the head that may stand in blocks as well, as one more piece.
    ///
    /// @param sorted their times, ascending, all in the range
    void add(long[] sorted, boolean histogramSamples) {
        if (sorted.length == 0) {
            return;
        }
        if (count == minTimes.length) {
            grow();
        }
        minTimes[count] = sorted[0];
        maxTimes[count] = sorted[sorted.length - 1];
        sampleCounts[count] = sorted.length;
        sizes[count] = 0;
        encodings[count] = null;
        histograms[count] = histogramSamples;
        times[count] = sorted;
        deleted[count] = NOT_DELETED;
        count++;
    }

    int count() {
        return count;
    }

    long minTime(int piece) {
        return minTimes[piece];
    }

    long maxTime(int piece) {
        return maxTimes[piece];
    }

    /// What the chunk's header says, tombstones or not.
    int sampleCount(int piece) {
        return sampleCounts[piece];
    }

    /// Bytes of the chunk's data.
    int dataLength(int piece) {
        return dataLengths[piece];
    }

    /// Bytes of the chunk in its segment.
    int size(int piece) {
        return sizes[piece];
    }

    /// The chunk's encoding; `null` for a piece that is no chunk.
    Encoding encoding(int piece) {
        return encodings[piece];
    }

    boolean isHistogram(int piece) {
        return histograms[piece];
    }

    /// The times of a piece that is no chunk; `null` for a chunk.
    long[] times(int piece) {
        return times[piece];
    }

    /// Deleted ranges that touch the chunk.
    long[] deleted(int piece) {
        return deleted[piece];
    }

    /// Whether all samples of the chunk count: it lies in the range and no tombstone touches it.
    boolean isWhole(int piece) {
        return deleted[piece].length == 0 && range.contains(minTimes[piece], maxTimes[piece]);
    }

    /// A cursor before the chunk's first sample, valid until the next call.
    SampleCursor open(int piece) {
        buffer = open(piece, samples, buffer);
        return samples;
    }

    /// Points a cursor before the chunk's first sample; see [ChunkReader#readSamples].
    byte[] open(int piece, SampleCursor cursor, byte[] into) {
        readers[piece].readHeader(references[piece]);
        return readers[piece].readSamples(cursor, into);
    }

    /// Passes on that a chunk's samples cannot be read.
    ///
    /// @param e the complaint, which has no file when it comes from a decoder
    void damaged(int piece, CorruptionException e) {
        if (e.file() == null) {
            readers[piece].readHeader(references[piece]);
            damage.handle(readers[piece].inSegment(e));
        } else {
            damage.handle(e);
        }
    }

    /// Whether a sample of the chunk at this time counts.
    boolean counts(int piece, long time) {
        return range.contains(time) && !isDeleted(piece, time);
    }

    /// Whether a sample of the chunk at this time would count but for a tombstone.
    boolean hides(int piece, long time) {
        return range.contains(time) && isDeleted(piece, time);
    }

    private boolean isDeleted(int piece, long time) {
        long[] ranges = deleted[piece];
        for (int i = 0; i < ranges.length; i += 2) {
            if (ranges[i] <= time && time <= ranges[i + 1]) {
                return true;
            }
        }
        return false;
    }

    /// The numbers of the pieces in the order of their first samples.
    int[] byTime(int[] reuse) {
        int[] order = reuse.length < count ? new int[2 * count] : reuse;
        boolean sorted = true;
        for (int i = 0; i < count; i++) {
            order[i] = i;
            sorted &= i == 0 || minTimes[i - 1] <= minTimes[i];
        }
        if (!sorted) {
            sort(order);
        }
        return order;
    }

    /// Merges runs of doubling length; stable, so that chunks with the same start stay in the order of their
    /// blocks.
    private void sort(int[] order) {
        int[] merged = new int[count];
        for (int run = 1; run < count; run *= 2) {
            for (int start = 0; start < count; start += 2 * run) {
                int left = start;
                int middle = Math.min(start + run, count);
                int right = middle;
                int end = Math.min(start + 2 * run, count);
                for (int i = start; i < end; i++) {
                    boolean takeLeft =
                            left < middle && (right == end || minTimes[order[left]] <= minTimes[order[right]]);
                    merged[i] = takeLeft ? order[left++] : order[right++];
                }
            }
            System.arraycopy(merged, 0, order, 0, count);
        }
    }

    private static long[] intersecting(long[] ranges, long first, long last) {
        if (ranges.length == 0) {
            return NOT_DELETED;
        }
        int from = 0;
        while (from < ranges.length && ranges[from + 1] < first) {
            from += 2;
        }
        int to = from;
        while (to < ranges.length && ranges[to] <= last) {
            to += 2;
        }
        return from == to ? NOT_DELETED : Arrays.copyOfRange(ranges, from, to);
    }

    private void grow() {
        int capacity = 2 * count;
        minTimes = Arrays.copyOf(minTimes, capacity);
        maxTimes = Arrays.copyOf(maxTimes, capacity);
        references = Arrays.copyOf(references, capacity);
        sampleCounts = Arrays.copyOf(sampleCounts, capacity);
        dataLengths = Arrays.copyOf(dataLengths, capacity);
        sizes = Arrays.copyOf(sizes, capacity);
        encodings = Arrays.copyOf(encodings, capacity);
        readers = Arrays.copyOf(readers, capacity);
        deleted = Arrays.copyOf(deleted, capacity);
        histograms = Arrays.copyOf(histograms, capacity);
        times = Arrays.copyOf(times, capacity);
    }
}
