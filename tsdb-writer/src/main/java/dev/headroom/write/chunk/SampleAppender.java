package dev.headroom.write.chunk;

import dev.headroom.tsdb.chunk.Encoding;
import dev.headroom.tsdb.histogram.CounterReset;
import dev.headroom.tsdb.histogram.Histogram;
import dev.headroom.write.chunk.internal.FloatHistogramEncoder;
import dev.headroom.write.chunk.internal.IntegerHistogramEncoder;
import dev.headroom.write.chunk.internal.SampleEncoder;
import dev.headroom.write.chunk.internal.Xor2Encoder;
import dev.headroom.write.chunk.internal.XorEncoder;

/// Makes chunks of samples, one chunk after the other, of any encoding; the mirror of [SampleCursor].
///
/// The same samples in the same encoding give the bytes that Prometheus's appender gives. Not for use by
/// several threads.
public final class SampleAppender {
    private final SampleEncoder[] encoders = new SampleEncoder[Encoding.values().length];
    private SampleEncoder encoder;
    private Encoding encoding = Encoding.NONE;
    private long minTime;
    private long maxTime;

    /// Begins another chunk.
    ///
    /// @param counterReset what a histogram chunk is to say of the time before its first sample
    public void reset(Encoding chunkEncoding, CounterReset counterReset) {
        encoding = chunkEncoding;
        encoder = encoder(chunkEncoding);
        encoder.reset(counterReset);
    }

    private SampleEncoder encoder(Encoding chunkEncoding) {
        SampleEncoder known = encoders[chunkEncoding.code()];
        if (known == null) {
            known = switch (chunkEncoding) {
                case NONE -> throw new IllegalArgumentException("a chunk without an encoding");
                case XOR -> new XorEncoder();
                case HISTOGRAM -> new IntegerHistogramEncoder(false);
                case FLOAT_HISTOGRAM -> new FloatHistogramEncoder(false);
                case XOR2 -> new Xor2Encoder();
                case HISTOGRAM_ST -> new IntegerHistogramEncoder(true);
                case FLOAT_HISTOGRAM_ST -> new FloatHistogramEncoder(true);
            };
            encoders[chunkEncoding.code()] = known;
        }
        return known;
    }

    /// Whether a float sample may follow in this chunk.
    public boolean acceptsFloats() {
        return encoder.acceptsFloats();
    }

    /// Whether a histogram may follow in this chunk: of the same kind and layout, and no counter reset.
    public boolean accepts(Histogram histogram) {
        return encoder.accepts(histogram);
    }

    /// Adds a float sample that is later than the last one. Encodings without start timestamps leave the start
    /// out.
    ///
    /// @param start 0 when it is not known
    public void append(long start, long timestamp, double value) {
        encoder.add(start, timestamp, Double.doubleToRawLongBits(value));
        appended(timestamp);
    }

    /// Adds float samples without start timestamps, ascending and later than the last one.
    public void append(long[] timestamps, long[] valueBits, int from, int to) {
        if (from < to) {
            if (encoder.samples() == 0) {
                minTime = timestamps[from];
            }
            encoder.addAll(timestamps, valueBits, from, to);
            maxTime = timestamps[to - 1];
        }
    }

    /// Adds a histogram that is later than the last one and which the chunk [#accepts].
    public void append(long start, long timestamp, Histogram histogram) {
        encoder.add(start, timestamp, histogram);
        appended(timestamp);
    }

    private void appended(long timestamp) {
        if (encoder.samples() == 1) {
            minTime = timestamp;
        }
        maxTime = timestamp;
    }

    public Encoding encoding() {
        return encoding;
    }

    public int sampleCount() {
        return encoder.samples();
    }

    /// Bytes of the payload so far.
    public int size() {
        return encoder.size();
    }

    /// Time of the first sample.
    public long minTime() {
        return minTime;
    }

    /// Time of the last sample.
    public long maxTime() {
        return maxTime;
    }

    /// Ends the chunk.
    ///
    /// @return how many bytes of [#data] are the chunk's payload, without length, encoding and checksum
    public int finish() {
        return encoder.finish();
    }

    /// Holds the payload after [#finish], until the next chunk is begun.
    public byte[] data() {
        return encoder.data();
    }
}
