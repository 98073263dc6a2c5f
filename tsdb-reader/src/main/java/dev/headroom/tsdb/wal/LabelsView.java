package dev.headroom.tsdb.wal;

import dev.headroom.tsdb.internal.RecordInput;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Names and values as they stand in a record, as ranges of its bytes; valid until the visitor's method returns.
///
/// ```
/// count uvarint, then for each: name length uvarint, name, value length uvarint, value
/// ```
public final class LabelsView {
    private byte[] bytes = {};
    private int size;
    private int start;
    private int end;
    // For each label: offset and length of the name, offset and length of the value.
    private int[] ranges = new int[4 * 16];

    /// Number of names with their values.
    public int size() {
        return size;
    }

    /// The array that the offsets point into.
    public byte[] bytes() {
        return bytes;
    }

    public int nameOffset(int i) {
        return ranges[4 * i];
    }

    public int nameLength(int i) {
        return ranges[4 * i + 1];
    }

    public int valueOffset(int i) {
        return ranges[4 * i + 2];
    }

    public int valueLength(int i) {
        return ranges[4 * i + 3];
    }

    /// The place of the label with this name, or -1.
    public int find(byte[] name) {
        for (int i = 0; i < size; i++) {
            int at = nameOffset(i);
            if (nameLength(i) == name.length && Arrays.equals(bytes, at, at + name.length, name, 0, name.length)) {
                return i;
            }
        }
        return -1;
    }

    public String name(int i) {
        return new String(bytes, nameOffset(i), nameLength(i), StandardCharsets.UTF_8);
    }

    public String value(int i) {
        return new String(bytes, valueOffset(i), valueLength(i), StandardCharsets.UTF_8);
    }

    /// Where in [#bytes()] the labels begin.
    public int encodedOffset() {
        return start;
    }

    /// Bytes that the labels take in the record.
    public int encodedLength() {
        return end - start;
    }

    /// Reads labels and leaves the input behind them.
    public void read(RecordInput in) {
        start = in.position();
        int count = in.count(2);
        bytes = in.bytes();
        if (ranges.length < 4L * count) {
            ranges = Arrays.copyOf(ranges, Math.max(4 * count, 2 * ranges.length));
        }
        int[] r = ranges;
        for (int i = 0; i < 4 * count; i += 2) {
            long length = in.uvarint();
            r[i] = in.skip(length);
            r[i + 1] = (int) length;
        }
        size = count;
        end = in.position();
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("{");
        for (int i = 0; i < size; i++) {
            text.append(i == 0 ? "" : ", ")
                    .append(name(i))
                    .append("=\"")
                    .append(value(i))
                    .append('"');
        }
        return text.append('}').toString();
    }
}
