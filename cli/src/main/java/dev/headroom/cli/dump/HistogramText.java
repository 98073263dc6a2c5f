package dev.headroom.cli.dump;

import dev.headroom.tsdb.histogram.BucketIterator;
import dev.headroom.tsdb.histogram.Histogram;

/// Writes native histograms as Prometheus prints them:
/// `{count:12, sum:18.4, [-2,-1):3, [-0.001,0.001]:2, (0.5,1]:7}`.
///
/// Buckets without observations are left out. Integer counts are written in full, float counts as floats.
/// Not for use by several threads.
public final class HistogramText {
    private static final int CACHED_BOUNDS = 1024;

    private final GoFloat floats = new GoFloat();

    // The same few bounds come again and again; working out their digits is what costs most.
    private final ByteSink boundText = ByteSink.inMemory();
    private final long[] boundBits = new long[CACHED_BOUNDS];
    private final byte[][] boundTexts = new byte[CACHED_BOUNDS][];

    public void append(ByteSink out, Histogram histogram) {
        boolean integers = !histogram.isFloat();
        out.appendAscii("{count:");
        if (integers) {
            out.appendUnsigned(histogram.integerCount());
        } else {
            floats.append(out, histogram.count());
        }
        out.appendAscii(", sum:");
        floats.append(out, histogram.sum());
        for (BucketIterator bucket = histogram.buckets(); bucket.next(); ) {
            if (bucket.isEmpty()) {
                continue;
            }
            out.appendAscii(bucket.lowerInclusive() ? ", [" : ", (");
            appendBound(out, bucket.lower());
            out.append(',');
            appendBound(out, bucket.upper());
            out.appendAscii(bucket.upperInclusive() ? "]:" : "):");
            if (integers) {
                out.appendUnsigned(bucket.integerCount());
            } else {
                floats.append(out, bucket.count());
            }
        }
        out.append('}');
    }

    private void appendBound(ByteSink out, double bound) {
        long bits = Double.doubleToRawLongBits(bound);
        int slot = Long.hashCode(bits * 0x9e3779b97f4a7c15L) & (CACHED_BOUNDS - 1);
        byte[] text = boundTexts[slot];
        if (text == null || boundBits[slot] != bits) {
            boundText.clear();
            floats.append(boundText, bound);
            text = boundText.toByteArray();
            boundTexts[slot] = text;
            boundBits[slot] = bits;
        }
        out.append(text);
    }
}
