package dev.headroom.tsdb.chunk.internal;

/// Encoding 1, XOR: float samples.
///
/// ```
/// <samples:16> <t0:varint> <v0:64> <t1-t0:uvarint> <v1:xor> { <delta of delta> <v:xor> }
///
/// delta of delta   0                    the interval of the samples before
///                  10   <14 bits>
///                  110  <17 bits>
///                  1110 <20 bits>       (100…0 is positive in these three)
///                  1111 <64 bits>
/// ```
/// For `xor` see [XorField]. Source: Prometheus, `tsdb/docs/format/chunks.md` and `tsdb/chunkenc/xor.go`.
public final class XorDecoder extends FloatDecoder {
    private final XorField value = new XorField();
    private long interval;

    @Override
    int headerBytes() {
        return 2;
    }

    @Override
    int readHeader() {
        return (int) in.readBits(16);
    }

    @Override
    public void next(int index) {
        if (index > 1) {
            int ones = in.readOnes(4);
            if (ones != 0) {
                interval += readIntervalChange(ones);
            }
            timestamp += interval;
            value.read(in);
        } else if (index == 1) {
            interval = in.readUvarint();
            timestamp += interval;
            value.read(in);
        } else {
            timestamp = in.readVarint();
            value.start(in.readBits(64));
        }
    }

    private long readIntervalChange(int ones) {
        return switch (ones) {
            case 1 -> in.readCentered(14);
            case 2 -> in.readCentered(17);
            case 3 -> in.readCentered(20);
            default -> in.readBits(64);
        };
    }

    @Override
    public long valueBits() {
        return value.bits;
    }
}
