package dev.headroom.analyze.memory;

import java.util.Arrays;

/// What values take on the heap of a Go program on a 64-bit machine. (Source: Go 1.24 and later:
/// `internal/runtime/gc/sizeclasses.go`, `runtime/slice.go`, `internal/runtime/maps`.)
final class GoHeap {
    /// An object takes the next of these sizes.
    private static final int[] SIZE_CLASSES = {
        0, 8, 16, 24, 32, 48, 64, 80, 96, 112, 128, 144, 160, 176, 192, 208, 224, 240, 256, 288, 320, 352, 384, 416,
        448, 480, 512, 576, 640, 704, 768, 896, 1024, 1152, 1280, 1408, 1536, 1792, 2048, 2304, 2688, 3072, 3200, 3456,
        4096, 4864, 5120, 5376, 6144, 6528, 6784, 6912, 8192, 9472, 9728, 10240, 10880, 12288, 13568, 14336, 16384,
        18432, 19072, 20480, 21760, 24576, 27264, 28672, 32768
    };

    private static final int LARGEST_CLASS = 32768;
    private static final long PAGE = 8192;

    /// A slice of fewer elements doubles when it is full; a longer one grows by a quarter, and by three quarters of
    /// this many elements.
    private static final long DOUBLING = 256;

    private static final int MAP_HEADER = 48;
    private static final int GROUP_SLOTS = 8;
    private static final int GROUP_CONTROL = 8;
    private static final int TABLE_HEADER = 32;
    private static final int LARGEST_TABLE = 1024;
    private static final int POINTER = 8;

    private GoHeap() {}

    /// Bytes of an object of this size: those of its size class, or whole pages.
    static long object(long size) {
        if (size > LARGEST_CLASS) {
            return (size + PAGE - 1) / PAGE * PAGE;
        }
        int at = Arrays.binarySearch(SIZE_CLASSES, (int) size);
        return SIZE_CLASSES[at >= 0 ? at : -at - 1];
    }

    /// Bytes of a byte slice that was made with a capacity and then appended to, byte by byte, until it had a
    /// length.
    static long grownBytes(long capacity, long length) {
        long grown = object(capacity);
        while (grown < length) {
            grown = object(grown < DOUBLING ? 2 * grown : grown + (grown + 3 * DOUBLING) / 4);
        }
        return grown;
    }

    /// Bytes of a slice that was appended to one by one and whose capacity doubles at every size: of pointers, as
    /// far as they are few.
    static long doubled(long count, int element) {
        return object(powerOfTwo(count) * element);
    }

    /// Bytes of a map. Eight slots and their control word make a group. Up to eight entries there is one group;
    /// then a table of a power of two of slots, of which seven eighths fill up; then tables of 1,024 slots, each
    /// split when it is full, so that on the average ln 2 of what fits is there.
    ///
    /// @param slot bytes of a key and its value
    static long map(long entries, int slot) {
        return MAP_HEADER + mapSlots(entries, slot);
    }

    /// Bytes of a map without its header.
    static long mapSlots(long entries, int slot) {
        if (entries == 0) {
            return 0;
        }
        int group = GROUP_CONTROL + GROUP_SLOTS * slot;
        if (entries <= GROUP_SLOTS) {
            return object(group);
        }
        long largestFill = LARGEST_TABLE / 8 * 7;
        if (entries > largestFill) {
            long tables = Math.max(2, Math.round(entries / (largestFill * Math.log(2))));
            return tables * table(LARGEST_TABLE, group) + object(POINTER * powerOfTwo(tables));
        }
        int capacity = 2 * GROUP_SLOTS;
        while (capacity / 8 * 7L < entries) {
            capacity *= 2;
        }
        return table(capacity, group) + object(POINTER);
    }

    /// The smallest power of two that is not less.
    static long powerOfTwo(long count) {
        return count <= 1 ? 1 : Long.highestOneBit(count - 1) << 1;
    }

    private static long table(int capacity, int group) {
        return object(TABLE_HEADER) + object((long) capacity / GROUP_SLOTS * group);
    }
}
