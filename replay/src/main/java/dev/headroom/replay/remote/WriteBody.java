package dev.headroom.replay.remote;

import com.google.protobuf.CodedOutputStream;
import dev.headroom.tsdb.histogram.Histogram;
import java.io.IOException;

/// Puts together the body of one request after the other.
///
/// Of a series, samples, histograms and exemplars are collected first, and then written with its labels, once
/// for each copy ([#endSeries]). No object is made for a sample. Samples and histograms of one series do not
/// mix: the one kind ends before the other begins.
///
/// ```
/// Request     1.0: 1 timeseries, 3 metadata          2.0: 4 symbols, 5 timeseries
/// TimeSeries  1.0: 1 labels, 2 samples,              2.0: 1 labels_refs, 2 samples,
///                  3 exemplars, 4 histograms              3 histograms, 4 exemplars, 5 metadata
/// Sample      1 value double, 2 timestamp int64           and 3 start_timestamp int64
/// ```
///
/// Source: `prompb/types.proto`, `prompb/remote.proto` and `prompb/io/prometheus/write/v2/types.proto` of
/// Prometheus.
abstract sealed class WriteBody permits WriteBodyV1, WriteBodyV2 {
    private static final int CAPACITY = 1 << 16;

    final SymbolBytes symbols;
    final CopyLabels copies;

    /// The series that is being put together: samples, histograms, exemplars.
    final WireBuffer values = new WireBuffer(CAPACITY);

    /// The finished series.
    final WireBuffer series = new WireBuffer(CAPACITY);

    final WireBuffer message = new WireBuffer(1024);
    final WireBuffer packed = new WireBuffer(1024);

    /// One sample: tags, value, and two times of ten bytes at most.
    private final byte[] sampleBytes = new byte[40];

    int[] labels = {};
    int labelsLength;

    private final Protocol protocol;
    private boolean collectsHistograms;
    private int collected;
    private int collectedExemplars;
    private Content content = Content.NONE;
    private long lostStarts;

    WriteBody(Protocol protocol, SymbolBytes symbols, CopyLabels copies) {
        this.protocol = protocol;
        this.symbols = symbols;
        this.copies = copies;
    }

    static WriteBody of(Protocol protocol, SymbolBytes symbols, CopyLabels copies) {
        return switch (protocol) {
            case V1 -> new WriteBodyV1(symbols, copies);
            case V2 -> new WriteBodyV2(symbols, copies);
        };
    }

    Protocol protocol() {
        return protocol;
    }

    /// Begins a series, which is valid until the next one begins, and through [#clear].
    ///
    /// @param newLabels names and values in turn, ascending by name
    void startSeries(int[] newLabels, int length) {
        if (labels.length < length) {
            labels = new int[2 * length];
        }
        System.arraycopy(newLabels, 0, labels, 0, length);
        labelsLength = length;
        labelsChanged();
    }

    /// The series has other labels now.
    abstract void labelsChanged();

    void sample(long timestamp, long start, double value) throws IOException {
        collect(false);
        long sentStart = protocol == Protocol.V2 ? start : 0;
        if (start != sentStart) {
            lostStarts++;
        }
        // Put together here, because a call for each field costs more than all else that is done with a sample.
        byte[] bytes = sampleBytes;
        bytes[0] = 2 << 3 | 2;
        bytes[2] = 1 << 3 | 1;
        long bits = Double.doubleToRawLongBits(value);
        for (int i = 3; i < 11; i++) {
            bytes[i] = (byte) bits;
            bits >>>= 8;
        }
        bytes[11] = 2 << 3;
        int end = putVarint(bytes, 12, timestamp);
        if (sentStart != 0) {
            bytes[end] = 3 << 3;
            end = putVarint(bytes, end + 1, sentStart);
        }
        bytes[1] = (byte) (end - 2);
        values.append(bytes, end);
    }

    private static int putVarint(byte[] bytes, int from, long value) {
        int at = from;
        long left = value;
        while ((left & ~0x7fL) != 0) {
            bytes[at++] = (byte) (left | 0x80);
            left >>>= 7;
        }
        bytes[at] = (byte) left;
        return at + 1;
    }

    void histogram(long timestamp, long start, Histogram histogram) throws IOException {
        collect(true);
        long sentStart = protocol == Protocol.V2 ? start : 0;
        if (start != sentStart) {
            lostStarts++;
        }
        message.clear();
        HistogramMessage.write(message, packed, timestamp, sentStart, histogram);
        values.field(protocol == Protocol.V2 ? 3 : 4, message);
    }

    private void collect(boolean histograms) throws IOException {
        if (collected > 0 && collectsHistograms != histograms) {
            endSeries(null);
        }
        collectsHistograms = histograms;
        collected++;
    }

    /// Adds an exemplar to the samples that have been collected.
    void exemplar(Exemplar exemplar) throws IOException {
        message.clear();
        exemplarLabels(exemplar);
        CodedOutputStream out = message.room(2 * WireBuffer.FIELD);
        out.writeDouble(2, exemplar.value());
        out.writeInt64(3, exemplar.timestamp());
        values.field(protocol == Protocol.V2 ? 4 : 3, message);
        collectedExemplars++;
    }

    /// Writes the exemplar's labels into [#message].
    abstract void exemplarLabels(Exemplar exemplar) throws IOException;

    /// Samples and histograms that wait for [#endSeries], once for all copies.
    int collected() {
        return collected;
    }

    /// Writes what has been collected, under the labels of the series. More of it may follow.
    ///
    /// @param metadata what the series' metric is; `null` when that is not known
    void endSeries(Metadata metadata) throws IOException {
        if (collected == 0) {
            return;
        }
        for (int copy = 0; copy < copies.count(); copy++) {
            write(copy, metadata);
        }
        int n = copies.count();
        content = content.plus(new Content(
                collectsHistograms ? 0 : (long) n * collected,
                collectsHistograms ? (long) n * collected : 0,
                (long) n * collectedExemplars));
        values.clear();
        collected = 0;
        collectedExemplars = 0;
    }

    /// Writes one copy.
    abstract void write(int copy, Metadata metadata) throws IOException;

    /// What the request holds of finished series.
    Content content() {
        return content;
    }

    /// Samples whose start timestamp the protocol could not carry, since the body was made.
    long lostStarts() {
        return lostStarts;
    }

    /// The whole body, valid until the next call of anything.
    abstract WireBuffer finish() throws IOException;

    /// Begins another request; what is collected of a series stays out of it, and must have been written
    /// before.
    void clear() {
        series.clear();
        content = Content.NONE;
    }
}
