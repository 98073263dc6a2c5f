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
    private final long from;
    private final long to;
    private final DamageHandler damage;
    private final SampleCursor samples = new SampleCursor();
    private byte[] buffer = new byte[2048];

    private int count;
    private long storedSamples;
    private long storedBytes;

    /// The latest time of all pieces, and whether each piece begins after the end of those before it.
    private long latest;

    private boolean apart;
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
        from = range.from();
        to = range.to();
        this.damage = damage;
    }

    void clear() {
        count = 0;
        storedSamples = 0;
        storedBytes = 0;
        latest = Long.MIN_VALUE;
        apart = true;
    }

    /// Adds the chunks of a series of one block.
    ///
    /// @param deletedRanges the series' tombstones
    void add(SeriesCursor series, ChunkReader reader, long[] deletedRanges) {
        for (int i = 0; i < series.chunkCount(); i++) {
            long minTime = series.minTime(i);
            long maxTime = series.maxTime(i);
            if (minTime > to || maxTime < from) {
                continue;
            }
            long reference = series.chunkReference(i);
            try {
                reader.readHeader(reference);
            } catch (CorruptionException e) {
                damage.handle(e);
                continue;
            }
            int piece = begin(minTime, maxTime);
            references[piece] = reference;
            int samplesOfChunk = reader.sampleCount();
            sampleCounts[piece] = samplesOfChunk;
            storedSamples += samplesOfChunk;
            dataLengths[piece] = reader.dataLength();
            int size = reader.size();
            sizes[piece] = size;
            storedBytes += size;
            // These are mostly what the series before left here, and comparing costs less than storing an object.
            Encoding encoding = reader.encoding();
            if (encodings[piece] != encoding) {
                encodings[piece] = encoding;
            }
            histograms[piece] = encoding.isHistogram();
            if (times[piece] != null) {
                times[piece] = null;
            }
            readers[piece] = reader;
            long[] hidden = deletedRanges.length == 0 ? NOT_DELETED : intersecting(deletedRanges, minTime, maxTime);
            if (hidden.length > 0 || deleted[piece] == null || deleted[piece].length > 0) {
                deleted[piece] = hidden;
            }
        }
    }

    /// Makes room for one more piece and returns its number.
    private int begin(long minTime, long maxTime) {
        if (count == minTimes.length) {
            grow();
        }
        minTimes[count] = minTime;
        maxTimes[count] = maxTime;
        apart &= (count == 0 || minTime > latest) && minTime <= maxTime;
        latest = Math.max(latest, maxTime);
        return count++;
    }

    /// Adds samples of the head that may stand in blocks as well, as one more piece.
    ///
    /// @param sorted their times, ascending, all in the range
    void add(long[] sorted, boolean histogramSamples) {
        if (sorted.length == 0) {
            return;
        }
        int piece = begin(sorted[0], sorted[sorted.length - 1]);
        sampleCounts[piece] = sorted.length;
        sizes[piece] = 0;
        encodings[piece] = null;
        histograms[piece] = histogramSamples;
        times[piece] = sorted;
        deleted[piece] = NOT_DELETED;
    }

    int count() {
        return count;
    }

    /// Samples in the chunks, tombstones or not.
    long storedSamples() {
        return storedSamples;
    }

    /// Bytes of the chunks in their segments.
    long storedBytes() {
        return storedBytes;
    }

    /// Whether the pieces follow one another in the order of their times and none overlaps another.
    boolean areApart() {
        return apart;
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
        return from <= minTimes[piece] && maxTimes[piece] <= to && deleted[piece].length == 0;
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
        int begin = 0;
        while (begin < ranges.length && ranges[begin + 1] < first) {
            begin += 2;
        }
        int end = begin;
        while (end < ranges.length && ranges[end] <= last) {
            end += 2;
        }
        return begin == end ? NOT_DELETED : Arrays.copyOfRange(ranges, begin, end);
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
