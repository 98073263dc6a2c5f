package dev.headroom.write.chunk.internal;

import dev.headroom.tsdb.histogram.Histogram;
import dev.headroom.tsdb.histogram.Spans;
import java.util.Arrays;

/// The bucket layout that all samples of a histogram chunk share; it is described at the reader's class of this
/// name.
final class HistogramLayout {
    private static final int SMALLEST_EXPONENT = -243;
    private static final int LARGEST_EXPONENT = 10;

    /// The largest bound that is written in thousandths.
    private static final double MOST_THOUSANDTHS = 33_554_430;

    private Histogram first;

    /// The layout of a chunk is that of its first sample.
    void write(BitWriter out, Histogram histogram) {
        first = histogram;
        writeZeroThreshold(out, histogram.zeroThreshold());
        out.writeVarbitInt(histogram.schema());
        writeSpans(out, histogram.positiveSpans());
        writeSpans(out, histogram.negativeSpans());
        if (histogram.hasCustomBuckets()) {
            out.writeVarbitUint(histogram.customValues().length);
            for (double bound : histogram.customValues()) {
                writeBound(out, bound);
            }
        }
    }

    /// Whether a histogram has this very layout.
    boolean isOf(Histogram histogram) {
        return first.schema() == histogram.schema()
                && first.zeroThreshold() == histogram.zeroThreshold()
                && first.positiveSpans().equals(histogram.positiveSpans())
                && first.negativeSpans().equals(histogram.negativeSpans())
                && Arrays.equals(first.customValues(), histogram.customValues());
    }

    private static void writeZeroThreshold(BitWriter out, double threshold) {
        int exponent = Math.getExponent(threshold);
        if (threshold == 0) {
            out.writeBits(0, 8);
        } else if (exponent >= SMALLEST_EXPONENT
                && exponent <= LARGEST_EXPONENT
                && threshold == Math.scalb(1.0, exponent)) {
            out.writeBits(exponent + 244, 8);
        } else {
            out.writeBits(255, 8);
            out.writeBits(Double.doubleToRawLongBits(threshold), 64);
        }
    }

    private static void writeSpans(BitWriter out, Spans spans) {
        out.writeVarbitUint(spans.size());
        for (int i = 0; i < spans.size(); i++) {
            out.writeVarbitUint(spans.length(i));
            out.writeVarbitInt(spans.offset(i));
        }
    }

    private static void writeBound(BitWriter out, double bound) {
        double thousandths = bound * 1000;
        if (thousandths >= 0 && thousandths <= MOST_THOUSANDTHS && bound == (double) Math.round(thousandths) / 1000) {
            out.writeVarbitUint(Math.round(thousandths) + 1);
        } else {
            out.writeBit(0);
            out.writeBits(Double.doubleToRawLongBits(bound), 64);
        }
    }
}
