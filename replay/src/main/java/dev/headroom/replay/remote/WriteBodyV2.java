package dev.headroom.replay.remote;

import com.google.protobuf.CodedOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/// The message `io.prometheus.write.v2.Request` of remote write 2.0, in which every text stands once in the
/// request's symbol table.
final class WriteBodyV2 extends WriteBody {
    private final WireBuffer symbolTable = new WireBuffer(1 << 12);
    private final WireBuffer body = new WireBuffer(1 << 16);
    private int symbolCount;

    // Which place in the request's table a symbol has: a hash table whose entries count when they are of this request.
    private int[] slotIds = new int[1 << 12];
    private int[] slotPlaces = new int[1 << 12];
    private int[] slotRequests = new int[1 << 12];
    private int slotsUsed;
    private int request;

    /// The places of texts that are no symbols of the data.
    private final Map<Text, Integer> others = new HashMap<>();

    private final WireBuffer refs = new WireBuffer(256);

    WriteBodyV2(SymbolBytes symbols, CopyLabels copies) {
        super(Protocol.V2, symbols, copies);
        clear();
    }

    @Override
    void labelsChanged() {
        // The labels are looked up for every request anew.
    }

    @Override
    void write(int copy, Metadata metadata) throws IOException {
        refs.clear();
        int place = copies.place(labels, labelsLength, symbols);
        for (int i = 0; i < labelsLength; i += 2) {
            if (i == place) {
                copyLabel(copy);
            }
            int name = place(labels[i]);
            int value = place(labels[i + 1]);
            CodedOutputStream out = refs.room(10);
            out.writeUInt32NoTag(name);
            out.writeUInt32NoTag(value);
        }
        if (place == labelsLength) {
            copyLabel(copy);
        }
        int metadataLength = 0;
        if (metadata != null) {
            metadataLength = metadata(metadata);
        }
        int length = 1 + CodedOutputStream.computeUInt32SizeNoTag(refs.length()) + refs.length() + values.length();
        if (metadataLength > 0) {
            length += 1 + CodedOutputStream.computeUInt32SizeNoTag(metadataLength) + metadataLength;
        }
        CodedOutputStream out = series.room(length + 10);
        out.writeUInt32NoTag(5 << 3 | 2);
        out.writeUInt32NoTag(length);
        out.writeUInt32NoTag(1 << 3 | 2);
        out.writeUInt32NoTag(refs.length());
        out.write(refs.bytes(), 0, refs.length());
        out.write(values.bytes(), 0, values.length());
        if (metadataLength > 0) {
            out.writeUInt32NoTag(5 << 3 | 2);
            out.writeUInt32NoTag(metadataLength);
            out.write(message.bytes(), 0, metadataLength);
        }
    }

    private void copyLabel(int copy) throws IOException {
        int name = place(new Text(copies.name()));
        int value = place(new Text(copies.values()[copy]));
        CodedOutputStream out = refs.room(10);
        out.writeUInt32NoTag(name);
        out.writeUInt32NoTag(value);
    }

    /// Writes metadata into [#message]; returns how long they are.
    private int metadata(Metadata metadata) throws IOException {
        int help = place(metadata.help());
        int unit = place(metadata.unit());
        message.clear();
        CodedOutputStream out = message.room(3 * WireBuffer.FIELD);
        out.writeEnum(1, metadata.wireType());
        out.writeUInt32(3, help);
        out.writeUInt32(4, unit);
        return message.length();
    }

    @Override
    void exemplarLabels(Exemplar exemplar) throws IOException {
        refs.clear();
        for (Text text : exemplar.labels()) {
            refs.room(5).writeUInt32NoTag(place(text));
        }
        message.field(1, refs);
    }

    /// The place of a symbol in the request's table, where it gets one when it has none.
    private int place(int id) throws IOException {
        int mask = slotIds.length - 1;
        int slot = ((id * 0x9e37_79b9) >>> 7) & mask;
        while (slotRequests[slot] == request) {
            if (slotIds[slot] == id) {
                return slotPlaces[slot];
            }
            slot = (slot + 1) & mask;
        }
        int place = add(symbols.of(id));
        slotIds[slot] = id;
        slotPlaces[slot] = place;
        slotRequests[slot] = request;
        if (2 * ++slotsUsed > slotIds.length) {
            grow();
        }
        return place;
    }

    private void grow() {
        int[] oldIds = slotIds;
        int[] oldPlaces = slotPlaces;
        int[] oldRequests = slotRequests;
        slotIds = new int[2 * oldIds.length];
        slotPlaces = new int[slotIds.length];
        slotRequests = new int[slotIds.length];
        int mask = slotIds.length - 1;
        for (int i = 0; i < oldIds.length; i++) {
            if (oldRequests[i] == request) {
                int slot = ((oldIds[i] * 0x9e37_79b9) >>> 7) & mask;
                while (slotRequests[slot] == request) {
                    slot = (slot + 1) & mask;
                }
                slotIds[slot] = oldIds[i];
                slotPlaces[slot] = oldPlaces[i];
                slotRequests[slot] = request;
            }
        }
    }

    private int place(Text text) throws IOException {
        if (text.isEmpty()) {
            return 0;
        }
        Integer known = others.get(text);
        if (known != null) {
            return known;
        }
        int id = symbols.find(text.bytes());
        int place = id >= 0 ? place(id) : add(text.bytes());
        others.put(text, place);
        return place;
    }

    private int add(byte[] text) throws IOException {
        if (text.length == 0) {
            return 0;
        }
        symbolTable.field(4, text);
        return ++symbolCount;
    }

    @Override
    WireBuffer finish() throws IOException {
        body.clear();
        body.field(4, Text.NONE.bytes());
        body.append(symbolTable);
        body.append(series);
        return body;
    }

    @Override
    int finishedSize() {
        return symbolTable.length() + super.finishedSize();
    }

    @Override
    void clear() {
        super.clear();
        symbolTable.clear();
        symbolCount = 0;
        slotsUsed = 0;
        request++;
        if (request == 0) {
            Arrays.fill(slotRequests, -1);
        }
        others.clear();
    }
}
