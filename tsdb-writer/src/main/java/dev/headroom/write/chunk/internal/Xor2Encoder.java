package dev.headroom.write.chunk.internal;

/// Encoding 4, XOR2: float samples, with start timestamps where there are some. The layout stands at the
/// reader's
/// `Xor2Decoder`.
public final class Xor2Encoder extends FloatEncoder {
    private final StartTimestamps starts = new StartTimestamps();

    @Override
    int headerBytes() {
        return 3;
    }

    @Override
    void startTimestamps() {
        starts.reset();
    }

    @Override
    public void add(long start, long newTimestamp, long valueBits) {
        long newInterval = newTimestamp - timestamp;
        if (samples > 1) {
            writeJoint(newInterval - interval, valueBits);
        } else if (samples == 1) {
            out.writeUvarint(newInterval);
            writeValue(valueBits);
        } else {
            newInterval = 0;
            out.writeVarint(newTimestamp);
            out.writeBits(valueBits, 64);
            value.start(valueBits == STALE_NAN ? 0 : valueBits);
        }
        starts.write(out, samples, timestamp, newTimestamp, start);
        interval = newInterval;
        timestamp = newTimestamp;
        samples++;
    }

    private void writeJoint(long change, long valueBits) {
        if (change == 0) {
            if (valueBits == STALE_NAN) {
                out.writeBits(0b11111, 5);
            } else if (valueBits == value.bits) {
                out.writeBit(0);
            } else {
                out.writeBits(0b10, 2);
                value.writeChange(out, valueBits);
            }
            return;
        }
        if (change >= -(1 << 12) && change < 1 << 12) {
            out.writeBits((0b110L << 13) | (change & 0x1fff), 16);
        } else if (change >= -(1 << 19) && change < 1 << 19) {
            out.writeBits((0b1110L << 20) | (change & 0xf_ffff), 24);
        } else {
            out.writeBits(0b11110, 5);
            out.writeBits(change, 64);
        }
        writeValue(valueBits);
    }

    private void writeValue(long valueBits) {
        if (valueBits == STALE_NAN) {
            out.writeBits(0b111, 3);
            return;
        }
        long change = valueBits ^ value.bits;
        value.bits = valueBits;
        if (change == 0) {
            out.writeBit(0);
            return;
        }
        if (value.fitsWindow(change)) {
            out.writeBits(0b10, 2);
        } else {
            out.writeBits(0b110, 3);
            value.writeWindow(out, change);
        }
        value.writeInWindow(out, change);
    }

    @Override
    void writeHeader() {
        writeSampleCount();
        out.setByte(2, starts.header());
    }
}
