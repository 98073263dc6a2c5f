package dev.headroom.tsdb.internal;

import java.util.Arrays;

/// Gives every distinct byte string a number, in the order of their coming. Twelve bytes and the string itself
/// each.
public final class StringPool {
    private byte[] bytes = new byte[1 << 12];
    // Where each string begins; the one behind the last says where the last ends.
    private int[] starts = new int[1 << 8];
    private int count;
    // Numbers plus one, at the place their hash asks for or behind it.
    private int[] table = new int[1 << 9];

    /// The number of a string, a new one when it was never seen.
    public int number(byte[] source, int offset, int length) {
        int mask = table.length - 1;
        int place = hash(source, offset, length) & mask;
        while (table[place] != 0) {
            int known = table[place] - 1;
            if (equals(known, source, offset, length)) {
                return known;
            }
            place = (place + 1) & mask;
        }
        table[place] = count + 1;
        add(source, offset, length);
        if (2 * count > table.length) {
            grow();
        }
        return count - 1;
    }

    public boolean equals(int number, byte[] source, int offset, int length) {
        int start = starts[number];
        return starts[number + 1] - start == length
                && Arrays.equals(bytes, start, start + length, source, offset, offset + length);
    }

    public int count() {
        return count;
    }

    public byte[] bytes() {
        return bytes;
    }

    public int offset(int number) {
        return starts[number];
    }

    public int length(int number) {
        return starts[number + 1] - starts[number];
    }

    public int compare(int left, int right) {
        return Arrays.compareUnsigned(bytes, starts[left], starts[left + 1], bytes, starts[right], starts[right + 1]);
    }

    private void add(byte[] source, int offset, int length) {
        int start = starts[count];
        if (bytes.length - start < length) {
            long wanted = Math.max((long) start + length, Math.min(2L * bytes.length, Integer.MAX_VALUE - 8));
            if (wanted > Integer.MAX_VALUE - 8) {
                throw new OutOfMemoryError("labels have more than 2 GiB of distinct strings");
            }
            bytes = Arrays.copyOf(bytes, (int) wanted);
        }
        System.arraycopy(source, offset, bytes, start, length);
        if (count + 2 > starts.length) {
            starts = Arrays.copyOf(starts, 2 * starts.length);
        }
        starts[++count] = start + length;
    }

    private void grow() {
        table = new int[2 * table.length];
        int mask = table.length - 1;
        for (int i = 0; i < count; i++) {
            int place = hash(bytes, starts[i], starts[i + 1] - starts[i]) & mask;
            while (table[place] != 0) {
                place = (place + 1) & mask;
            }
            table[place] = i + 1;
        }
    }

    private static int hash(byte[] source, int offset, int length) {
        int hash = length;
        for (int i = offset; i < offset + length; i++) {
            hash = 31 * hash + source[i];
        }
        hash *= 0x9e37_79b9;
        return hash ^ (hash >>> 15);
    }
}
