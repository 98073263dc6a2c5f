package dev.headroom.replay.remote;

import com.google.protobuf.CodedOutputStream;
import java.io.IOException;
import java.util.Map;

/// The message `prometheus.WriteRequest` of remote write 1.0, in which every series carries its labels as
/// text.
final class WriteBodyV1 extends WriteBody {
    private final WireBuffer labelBytes = new WireBuffer(1024);

    /// The copy whose labels are in [#labelBytes]; -1 when those of none are.
    private int encodedCopy = -1;

    WriteBodyV1(SymbolBytes symbols, CopyLabels copies) {
        super(Protocol.V1, symbols, copies);
    }

    /// A request that says what metrics are and holds no series.
    static WireBuffer metadata(Map<Text, Metadata> metrics) throws IOException {
        WireBuffer body = new WireBuffer(1024);
        WireBuffer message = new WireBuffer(1024);
        for (Map.Entry<Text, Metadata> metric : metrics.entrySet()) {
            message.clear();
            message.room(WireBuffer.FIELD).writeEnum(1, metric.getValue().wireType());
            message.field(2, metric.getKey().bytes());
            message.field(4, metric.getValue().help().bytes());
            message.field(5, metric.getValue().unit().bytes());
            body.field(3, message);
        }
        return body;
    }

    @Override
    void labelsChanged() {
        encodedCopy = -1;
    }

    @Override
    void write(int copy, Metadata metadata) throws IOException {
        if (encodedCopy != copy) {
            encodeLabels(copy);
        }
        CodedOutputStream out = series.room(10 + labelBytes.length() + values.length());
        out.writeUInt32NoTag(1 << 3 | 2);
        out.writeUInt32NoTag(labelBytes.length() + values.length());
        out.write(labelBytes.bytes(), 0, labelBytes.length());
        out.write(values.bytes(), 0, values.length());
    }

    private void encodeLabels(int copy) throws IOException {
        labelBytes.clear();
        int place = copies.place(labels, labelsLength, symbols);
        for (int i = 0; i < labelsLength; i += 2) {
            if (i == place) {
                label(labelBytes, copies.name(), copies.values()[copy]);
            }
            label(labelBytes, symbols.of(labels[i]), symbols.of(labels[i + 1]));
        }
        if (place == labelsLength) {
            label(labelBytes, copies.name(), copies.values()[copy]);
        }
        encodedCopy = copy;
    }

    private static void label(WireBuffer into, byte[] name, byte[] value) throws IOException {
        int size = 2
                + CodedOutputStream.computeUInt32SizeNoTag(name.length)
                + name.length
                + CodedOutputStream.computeUInt32SizeNoTag(value.length)
                + value.length;
        CodedOutputStream out = into.room(size + 6);
        out.writeUInt32NoTag(1 << 3 | 2);
        out.writeUInt32NoTag(size);
        out.writeUInt32NoTag(1 << 3 | 2);
        out.writeUInt32NoTag(name.length);
        out.write(name, 0, name.length);
        out.writeUInt32NoTag(2 << 3 | 2);
        out.writeUInt32NoTag(value.length);
        out.write(value, 0, value.length);
    }

    @Override
    void exemplarLabels(Exemplar exemplar) throws IOException {
        for (int i = 0; i < exemplar.labels().size(); i += 2) {
            label(
                    message,
                    exemplar.labels().get(i).bytes(),
                    exemplar.labels().get(i + 1).bytes());
        }
    }

    @Override
    WireBuffer finish() {
        return series;
    }
}
