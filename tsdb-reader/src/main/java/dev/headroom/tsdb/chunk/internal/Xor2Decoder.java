package dev.headroom.tsdb.chunk.internal;

/// Encoding 4, XOR2: float samples, with start timestamps where there are some.
///
/// ```
/// <samples:16> <start header:8>
/// sample 0    <t0:varint> <v0:64> <start>
/// sample 1    <t1-t0:uvarint> <v1:value> <start>
/// sample ≥ 2  0                              interval and value as before
///             10    <changed value>          interval as before
///             110   <13 bits> <value>        interval changed by a two's complement number
///             1110  <20 bits> <value>
///             11110 <64 bits> <value>
///             11111                          interval as before, the staleness marker
///             each with <start>
///
/// value          0    unchanged
///                10   <the window's bits>
///                110  <a new window> <its bits>
///                111  the staleness marker
/// changed value  0    <the window's bits>
///                1    <a new window> <its bits>
/// ```
/// A window is that of [XorField]; `start` is described at [StartTimestamps]. A staleness marker leaves the value
/// that the next sample is compared with as it was. Source: Prometheus, `tsdb/docs/format/chunks.md`,
/// `tsdb/chunkenc/xor2.go`.
public final class Xor2Decoder extends FloatDecoder {
    private final XorField value = new XorField();
    private final StartTimestamps starts = new StartTimestamps();
    private long interval;
    private boolean stale;

    @Override
    int headerBytes() {
        return 3;
    }

    @Override
    int readHeader() {
        int samples = (int) in.readBits(16);
        starts.reset((int) in.readBits(8));
        return samples;
    }

    @Override
    public void next(int index) {
        long previous = timestamp;
        stale = false;
        if (index > 1) {
            readJoint();
        } else if (index == 1) {
            interval = in.readUvarint();
            timestamp += interval;
            readValue();
        } else {
            timestamp = in.readVarint();
            readFirstValue();
        }
        startTimestamp = starts.read(in, index, previous, timestamp);
    }

    private void readFirstValue() {
        long bits = in.readBits(64);
        stale = bits == STALE_NAN;
        value.start(stale ? 0 : bits);
    }

    private void readJoint() {
        int ones = in.readOnes(5);
        switch (ones) {
            case 2 -> interval += readTwosComplement(13);
            case 3 -> interval += readTwosComplement(20);
            case 4 -> interval += in.readBits(64);
            default -> {}
        }
        timestamp += interval;
        switch (ones) {
            case 0 -> {}
            case 1 -> value.readChange(in);
            case 5 -> stale = true;
            default -> readValue();
        }
    }

    private long readTwosComplement(int width) {
        return in.readBits(width) << (64 - width) >> (64 - width);
    }

    private void readValue() {
        switch (in.readOnes(3)) {
            case 0 -> {}
            case 1 -> value.readInWindow(in);
            case 2 -> {
                value.readWindow(in);
                value.readInWindow(in);
            }
            default -> stale = true;
        }
    }

    @Override
    public long valueBits() {
        return stale ? STALE_NAN : value.bits;
    }
}
