package dev.headroom.tsdb.wal;

import java.util.Arrays;

/// Bytes one after the other, in an array that grows and stays.
final class Room {
    private byte[] bytes;
    private int used;

    Room(int size) {
        bytes = new byte[size];
    }

    byte[] bytes() {
        return bytes;
    }

    int used() {
        return used;
    }

    void clear() {
        used = 0;
    }

    /// Makes the array have so many bytes behind those in use.
    void reserve(int size) {
        if (size > bytes.length - used) {
            bytes = Arrays.copyOf(bytes, Math.max(used + size, bytes.length + bytes.length / 2));
        }
    }

    /// Says that so many of the bytes behind those in use are in use now.
    void take(int size) {
        used += size;
    }

    void add(byte[] source, int offset, int length) {
        reserve(length);
        System.arraycopy(source, offset, bytes, used, length);
        used += length;
    }
}
