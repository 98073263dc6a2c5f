package dev.headroom.tsdb.chunk;

import dev.headroom.tsdb.CorruptionException;
import dev.headroom.tsdb.chunk.internal.FloatDecoder;
import dev.headroom.tsdb.chunk.internal.FloatHistogramDecoder;
import dev.headroom.tsdb.chunk.internal.IntegerHistogramDecoder;
import dev.headroom.tsdb.chunk.internal.SampleDecoder;
import dev.headroom.tsdb.chunk.internal.Xor2Decoder;
import dev.headroom.tsdb.chunk.internal.XorDecoder;
import dev.headroom.tsdb.histogram.CounterReset;
import dev.headroom.tsdb.histogram.Histogram;
import java.util.Objects;

/// Walks over the samples of a chunk, from the first to the last.
///
/// One cursor serves any number of chunks of any encoding, one after the other; it allocates nothing but what
/// [#histogram()] returns. Not for use by several threads.
///
/// Damage throws [CorruptionException] without a file; its offset counts from the start of the payload.
public final class SampleCursor {
    private final SampleDecoder[] decoders = new SampleDecoder[Encoding.values().length];
    private SampleDecoder decoder;
    private boolean histograms;
    private int sampleCount;
    private int next;

    /// Turns to another chunk, before its first sample.
    ///
    /// @param data holds the chunk's payload: without length, encoding byte and checksum
    /// @throws CorruptionException when the payload is shorter than its header, or the encoding holds no samples
    public void reset(Encoding encoding, byte[] data, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, data.length);
        sampleCount = 0;
        next = 0;
        decoder = decoder(encoding);
        histograms = encoding.isHistogram();
        sampleCount = decoder.reset(data, offset, length);
    }

    private SampleDecoder decoder(Encoding encoding) {
        SampleDecoder known = decoders[encoding.code()];
        if (known == null) {
            known = switch (encoding) {
                case NONE -> throw new CorruptionException(null, 0, "a chunk encoding with samples", encoding.label());
                case XOR -> new XorDecoder();
                case HISTOGRAM -> new IntegerHistogramDecoder(false);
                case FLOAT_HISTOGRAM -> new FloatHistogramDecoder(false);
                case XOR2 -> new Xor2Decoder();
                case HISTOGRAM_ST -> new IntegerHistogramDecoder(true);
                case FLOAT_HISTOGRAM_ST -> new FloatHistogramDecoder(true);
            };
            decoders[encoding.code()] = known;
        }
        return known;
    }

    /// Number of samples that the chunk's header promises.
    public int sampleCount() {
        return sampleCount;
    }

    /// Moves to the next sample; false after the last one.
    ///
    /// @throws CorruptionException when the chunk ends too early or can't be decoded; no sample follows then
    public boolean next() {
        if (next >= sampleCount) {
            return false;
        }
        int index = next;
        // A sample that can't be read is the last one tried.
        next = sampleCount;
        decoder.next(index);
        next = index + 1;
        return true;
    }

    /// Moves to the last sample; false when there is none behind this one.
    ///
    /// @throws CorruptionException as [#next()] does
    public boolean moveToLast() {
        if (next >= sampleCount) {
            return false;
        }
        int from = next;
        next = sampleCount;
        decoder.skip(from, sampleCount - 1);
        decoder.next(sampleCount - 1);
        return true;
    }

    /// Moves over the float samples that follow, to the end or to behind the first that is later than `until`, and
    /// copies them: much quicker than one by one. The cursor stands at the last of them. Start timestamps are
    /// passed over.
    ///
    /// @param times takes the timestamps; it has room for [#sampleCount]
    /// @param bits takes the raw bits of the values
    /// @return the number of samples copied
    /// @throws CorruptionException as [#next()] does; what was copied by then is not known
    public int readFloats(long until, long[] times, long[] bits) {
        int from = next;
        next = sampleCount;
        int count = ((FloatDecoder) decoder).readRun(from, sampleCount, until, times, bits);
        next = from + count;
        return count;
    }

    public long timestamp() {
        return decoder.timestamp();
    }

    /// When the counter or histogram started to count; 0 when that is not known.
    public long startTimestamp() {
        return decoder.startTimestamp();
    }

    /// Whether the samples of the chunk are histograms.
    public boolean isHistogram() {
        return histograms;
    }

    /// The float sample, or a histogram's sum. The bits of a NaN are kept.
    public double value() {
        return Double.longBitsToDouble(decoder.valueBits());
    }

    /// Whether the sample marks the end of its series.
    public boolean isStale() {
        return decoder.valueBits() == SampleDecoder.STALE_NAN;
    }

    /// Number of buckets of a histogram sample, empty ones included; 0 for floats and staleness markers.
    public int bucketCount() {
        return decoder.bucketCount();
    }

    /// Counts the samples that follow and are not later than a time, as far as the first that is later: much quicker
    /// than one by one. No sample can be asked for afterwards.
    ///
    /// @throws CorruptionException as [#next()] does
    public int countUntil(long time) {
        int from = next;
        next = sampleCount;
        return decoder.countUntil(time, from, sampleCount);
    }

    /// Walks to the end of the chunk and adds up the buckets of the samples passed. From the start of a histogram
    /// chunk this is what `promtool tsdb analyze --extended` calls its buckets. No sample can be asked for
    /// afterwards.
    public long sumBuckets() {
        int from = next;
        next = sampleCount;
        return decoder.sumBuckets(from, sampleCount);
    }

    /// The current histogram sample, a new object for every call.
    public Histogram histogram() {
        return decoder.histogram();
    }

    /// What a histogram chunk's header says of the time before its first sample.
    public CounterReset counterReset() {
        return decoder.counterReset();
    }
}
