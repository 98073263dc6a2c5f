package dev.headroom.tsdb.selector;

import java.util.Arrays;
import java.util.List;

/// An immutable set of byte strings that is asked about slices of somebody else's array, without a copy.
final class ByteStrings {
    private final byte[][] distinct;
    private final int[] slots;

    ByteStrings(List<byte[]> strings) {
        slots = new int[Integer.highestOneBit(Math.max(1, strings.size())) * 4];
        byte[][] kept = new byte[strings.size()][];
        int count = 0;
        for (byte[] string : strings) {
            int slot = slot(kept, string, 0, string.length);
            if (slots[slot] == 0) {
                kept[count++] = string;
                slots[slot] = count;
            }
        }
        distinct = Arrays.copyOf(kept, count);
    }

    boolean contains(byte[] bytes, int off, int len) {
        if (distinct.length == 1) {
            byte[] only = distinct[0];
            return only.length == len && Arrays.equals(only, 0, len, bytes, off, off + len);
        }
        return slots[slot(distinct, bytes, off, len)] != 0;
    }

    /// The slot that holds the string, or the empty one where it would stand.
    private int slot(byte[][] strings, byte[] bytes, int off, int len) {
        int hash = len;
        for (int i = off; i < off + len; i++) {
            hash = hash * 31 + bytes[i];
        }
        int mask = slots.length - 1;
        int slot = (hash ^ (hash >>> 15)) & mask;
        while (slots[slot] != 0) {
            byte[] there = strings[slots[slot] - 1];
            if (there.length == len && Arrays.equals(there, 0, len, bytes, off, off + len)) {
                return slot;
            }
            slot = (slot + 1) & mask;
        }
        return slot;
    }
}
