package dev.headroom.replay.remote;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// The label by which the copies of a series differ. Its values are the copies' numbers, from 0 on.
///
/// @param name the label's name; `null` when there is but one of each series, which gets no label
/// @param values one for each copy
@SuppressWarnings("ArrayRecordComponent") // Nobody compares them.
record CopyLabels(byte[] name, byte[][] values) {
    static CopyLabels of(String name, int copies) {
        if (copies == 1) {
            return new CopyLabels(null, new byte[1][]);
        }
        byte[][] values = new byte[copies][];
        for (int i = 0; i < copies; i++) {
            values[i] = Integer.toString(i).getBytes(StandardCharsets.US_ASCII);
        }
        return new CopyLabels(name.getBytes(StandardCharsets.UTF_8), values);
    }

    int count() {
        return values.length;
    }

    /// Where in the labels the copy's label has its place, or -1 when there is none to be added.
    ///
    /// @param labels names and values in turn, ascending by name
    int place(int[] labels, int length, SymbolBytes symbols) {
        if (name == null) {
            return -1;
        }
        int at = 0;
        while (at < length && Arrays.compareUnsigned(symbols.of(labels[at]), name) < 0) {
            at += 2;
        }
        return at;
    }
}
