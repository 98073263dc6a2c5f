package dev.headroom.tsdb.wal;

import dev.headroom.tsdb.CorruptionException;
import dev.headroom.tsdb.NativeSnappy;
import io.airlift.compress.v3.MalformedInputException;
import io.airlift.compress.v3.snappy.SnappyDecompressor;
import io.airlift.compress.v3.snappy.SnappyJavaDecompressor;
import io.airlift.compress.v3.snappy.SnappyNativeDecompressor;
import io.airlift.compress.v3.zstd.ZstdJavaDecompressor;
import java.util.Arrays;

/// Decompresses one record after the other.
final class Unpacker {
    /// No record is larger once decompressed: a commit of one million histogram samples stays far below.
    static final int MAX_RECORD = 256 << 20;

    /// Snappy's densest element makes 64 bytes of 3.
    private static final int SNAPPY_EXPANSION = 22;

    private SnappyDecompressor snappy;
    private boolean isNative;
    private ZstdJavaDecompressor zstd;

    /// Decompresses a record behind what is in the room, and returns its length.
    ///
    /// @throws CorruptionException when that is not possible
    int unpack(Compression compression, byte[] packed, int offset, int length, Room room) {
        try {
            int claimed = unpackedLength(compression, packed, offset, length);
            room.reserve(claimed);
            int unpacked = compression == Compression.SNAPPY
                    ? snappy().decompress(packed, offset, length, room.bytes(), room.used(), claimed)
                    : zstd.decompress(packed, offset, length, room.bytes(), room.used(), claimed);
            room.take(unpacked);
            return unpacked;
        } catch (MalformedInputException | IllegalArgumentException | IndexOutOfBoundsException e) {
            throw new CorruptionException(
                    null, 0, "data compressed with " + compression, String.valueOf(e.getMessage()));
        }
    }

    /// The one in Java until the native library is there, if somebody has had it loaded.
    private SnappyDecompressor snappy() {
        if (!isNative && NativeSnappy.isReady()) {
            snappy = new SnappyNativeDecompressor();
            isNative = true;
        }
        return snappy;
    }

    /// Bytes that the compressed data may become: what they announce, when as many can come out of them at all.
    private int unpackedLength(Compression compression, byte[] packed, int offset, int length) {
        long claimed;
        long possible;
        if (compression == Compression.SNAPPY) {
            if (snappy == null) {
                snappy = new SnappyJavaDecompressor();
            }
            if (length == 0) {
                throw new CorruptionException(null, 0, "data compressed with SNAPPY", "nothing");
            }
            // The library reads the length without a look at the end, so it gets a copy when the end is near.
            claimed = length >= 5
                    ? snappy.getUncompressedLength(packed, offset)
                    : snappy.getUncompressedLength(Arrays.copyOfRange(packed, offset, offset + 5), 0);
            possible = (long) length * SNAPPY_EXPANSION;
        } else {
            if (zstd == null) {
                zstd = new ZstdJavaDecompressor();
            }
            possible = ZstdFrame.largestContent(packed, offset, length);
            claimed = possible;
        }
        if (claimed < 0 || claimed > Math.min(possible, MAX_RECORD)) {
            throw new CorruptionException(
                    null,
                    0,
                    "at most " + Math.min(possible, MAX_RECORD) + " bytes out of " + length + " of " + compression,
                    "a length of " + claimed);
        }
        return (int) claimed;
    }
}
