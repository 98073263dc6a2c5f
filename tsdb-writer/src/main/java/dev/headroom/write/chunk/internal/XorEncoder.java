package dev.headroom.write.chunk.internal;

/// Encoding 1, XOR: float samples. The layout stands at the reader's `XorDecoder`.
public final class XorEncoder extends FloatEncoder {
    @Override
    int headerBytes() {
        return 2;
    }

    @Override
    void startTimestamps() {}

    @Override
    public void add(long start, long newTimestamp, long valueBits) {
        long newInterval = newTimestamp - timestamp;
        if (samples > 1) {
            writeIntervalChange(newInterval - interval);
            value.write(out, valueBits);
        } else if (samples == 1) {
            out.writeUvarint(newInterval);
            value.write(out, valueBits);
        } else {
            newInterval = 0;
            out.writeVarint(newTimestamp);
            out.writeBits(valueBits, 64);
            value.start(valueBits);
        }
        interval = newInterval;
        timestamp = newTimestamp;
        samples++;
    }

    private void writeIntervalChange(long change) {
        if (change == 0) {
            out.writeBit(0);
        } else if (BitWriter.isCentered(change, 14)) {
            out.writeBits((0b10L << 14) | (change & 0x3fff), 16);
        } else if (BitWriter.isCentered(change, 17)) {
            out.writeBits((0b110L << 17) | (change & 0x1_ffff), 20);
        } else if (BitWriter.isCentered(change, 20)) {
            out.writeBits((0b1110L << 20) | (change & 0xf_ffff), 24);
        } else {
            out.writeBits(0b1111, 4);
            out.writeBits(change, 64);
        }
    }

    @Override
    void writeHeader() {
        writeSampleCount();
    }
}
