package dev.headroom.tsdb.wal;

import dev.headroom.tsdb.CorruptionException;
import dev.headroom.tsdb.internal.RecordInput;

/// The outside of a zstd frame: how much can come out of it, found without decompressing.
///
/// ```
/// magic 0xFD2FB528, little-endian <4>
/// descriptor <1>            bits 0-1 size of the dictionary id, bit 2 checksum, bit 5 single segment,
///                           bits 6-7 size of the content size
/// window <1>                unless single segment: bits 3-7 exponent, bits 0-2 mantissa
/// dictionary id <0, 1, 2 or 4>   content size <0, 1, 2, 4 or 8>
/// { block header, little-endian <3>: bit 0 last, bits 1-2 type, bits 3-23 size;  content }...
/// ```
///
/// (Format: RFC 8878.) Frames of short records have no content size, so the sizes of the blocks have to tell.
final class ZstdFrame {
    private static final int MAGIC = 0xfd2f_b528;
    private static final int MAX_BLOCK = 128 * 1024;

    private ZstdFrame() {}

    /// The bytes that the frame's blocks can become, or its content size, if that is given and smaller.
    static long largestContent(byte[] bytes, int offset, int length) {
        RecordInput in = new RecordInput().reset(bytes, offset, length);
        if (littleEndian(in, 4) != (MAGIC & 0xffff_ffffL)) {
            throw in.unexpected("a zstd frame", "another magic number");
        }
        int descriptor = in.u8();
        boolean singleSegment = (descriptor & 0x20) != 0;
        long window = Long.MAX_VALUE;
        if (!singleSegment) {
            int code = in.u8();
            long base = 1L << (10 + (code >> 3));
            window = base + (base >> 3) * (code & 7);
        }
        int dictionary = descriptor & 3;
        in.skip(dictionary == 3 ? 4 : dictionary);
        int sizeFlag = descriptor >> 6;
        long contentSize = Long.MAX_VALUE;
        if (sizeFlag > 0 || singleSegment) {
            contentSize = littleEndian(in, 1 << sizeFlag) + (sizeFlag == 1 ? 256 : 0);
            if (contentSize < 0) {
                throw in.unexpected("a content size", Long.toUnsignedString(contentSize));
            }
        }
        long largestBlock = Math.min(MAX_BLOCK, window);
        long sum = 0;
        boolean last = false;
        while (!last) {
            int header = (int) littleEndian(in, 3);
            last = (header & 1) != 0;
            int size = header >> 3;
            switch ((header >> 1) & 3) {
                case 0 -> {
                    in.skip(size);
                    sum += size;
                }
                case 1 -> {
                    in.skip(1);
                    sum += size;
                }
                case 2 -> {
                    in.skip(size);
                    sum += largestBlock;
                }
                default -> throw in.unexpected("a zstd block", "one of the reserved type");
            }
        }
        if (contentSize != Long.MAX_VALUE && contentSize > sum) {
            throw new CorruptionException(
                    null, 0, "zstd blocks of " + contentSize + " bytes", "blocks of at most " + sum);
        }
        return Math.min(sum, contentSize);
    }

    private static long littleEndian(RecordInput in, int size) {
        long value = 0;
        for (int i = 0; i < size; i++) {
            value |= (long) in.u8() << (8 * i);
        }
        return value;
    }
}
