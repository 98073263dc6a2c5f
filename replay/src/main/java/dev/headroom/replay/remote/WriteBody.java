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

    /// The most that a sample takes: tags, value, and two times of ten bytes.
    private static final int SAMPLE = 40;

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
        collect(false, 1);
        long sentStart = protocol == Protocol.V2 ? start : 0;
        if (start != sentStart) {
            lostStarts++;
        }
        int length = values.length();
        values.setLength(
                putSample(values.reserve(SAMPLE), length, timestamp, sentStart, Double.doubleToRawLongBits(value)));
    }

    /// Adds samples without start timestamps, one at least, until the request has a number of bytes.
    ///
    /// @param timestamps to which `shift` is added
    /// @param bits the raw bits of the values
    /// @param from which is the first of them
    /// @param to which is the one behind the last
    /// @return the first that was not added
    int samples(long[] timestamps, long[] bits, int from, int to, long shift, int mostBytes) throws IOException {
        int most = (mostBytes - finishedSize()) / copies.count();
        byte[] bytes = values.reserve((to - from) * SAMPLE);
        int length = values.length();
        int at = from;
        do {
            length = putSample(bytes, length, timestamps[at] + shift, 0, bits[at]);
            at++;
        } while (at < to && length < most);
        collect(false, at - from);
        values.setLength(length);
        return at;
    }

    /// Writes a sample where there is room. Put together here, because a call for each field costs more than all
    /// else that is done with a sample.
    private static int putSample(byte[] bytes, int at, long timestamp, long start, long bits) {
        int low = (int) bits;
        int high = (int) (bits >>> 32);
        bytes[at] = 2 << 3 | 2;
        bytes[at + 2] = 1 << 3 | 1;
        bytes[at + 3] = (byte) low;
        bytes[at + 4] = (byte) (low >>> 8);
        bytes[at + 5] = (byte) (low >>> 16);
        bytes[at + 6] = (byte) (low >>> 24);
        bytes[at + 7] = (byte) high;
        bytes[at + 8] = (byte) (high >>> 8);
        bytes[at + 9] = (byte) (high >>> 16);
        bytes[at + 10] = (byte) (high >>> 24);
        bytes[at + 11] = 2 << 3;
        int end = putVarint(bytes, at + 12, timestamp);
        if (start != 0) {
            bytes[end] = 3 << 3;
            end = putVarint(bytes, end + 1, start);
        }
        bytes[at + 1] = (byte) (end - at - 2);
        return end;
    }

    private static int putVarint(byte[] bytes, int from, long value) {
        int at = from;
        int high = (int) (value >>> 28);
        if (value >>> 42 == 0 && high >>> 7 != 0) {
            // Six bytes, as times of this century have.
            int low = (int) value;
            bytes[at] = (byte) (low | 0x80);
            bytes[at + 1] = (byte) (low >>> 7 | 0x80);
            bytes[at + 2] = (byte) (low >>> 14 | 0x80);
            bytes[at + 3] = (byte) (low >>> 21 | 0x80);
            bytes[at + 4] = (byte) (high | 0x80);
            bytes[at + 5] = (byte) (high >>> 7);
            return at + 6;
        }
        long left = value;
        while ((left & ~0x7fL) != 0) {
            bytes[at++] = (byte) (left | 0x80);
            left >>>= 7;
        }
        bytes[at] = (byte) left;
        return at + 1;
    }

    void histogram(long timestamp, long start, Histogram histogram) throws IOException {
        collect(true, 1);
        long sentStart = protocol == Protocol.V2 ? start : 0;
        if (start != sentStart) {
            lostStarts++;
        }
        message.clear();
        HistogramMessage.write(message, packed, timestamp, sentStart, histogram);
        values.field(protocol == Protocol.V2 ? 3 : 4, message);
    }

    private void collect(boolean histograms, int count) throws IOException {
        if (collected > 0 && collectsHistograms != histograms) {
            endSeries(null);
        }
        collectsHistograms = histograms;
        collected += count;
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

    /// Bytes of the request as far as it has come, the labels of the series that is being put together left out.
    final int size() {
        return finishedSize() + copies.count() * values.length();
    }

    /// Bytes of the finished series.
    int finishedSize() {
        return series.length();
    }

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
