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
            writeNext(newInterval - interval, valueBits);
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

    @Override
    public void addAll(long[] timestamps, long[] valueBits, int from, int to) {
        int next = from;
        while (next < to && samples < 2) {
            add(0, timestamps[next], valueBits[next]);
            next++;
        }
        samples += to - next;
        long last = timestamp;
        long lastInterval = interval;
        for (; next < to; next++) {
            long newInterval = timestamps[next] - last;
            writeNext(newInterval - lastInterval, valueBits[next]);
            last = timestamps[next];
            lastInterval = newInterval;
        }
        timestamp = last;
        interval = lastInterval;
    }

    /// Writes a sample behind two others.
    ///
    /// @param change of the interval
    private void writeNext(long change, long valueBits) {
        if (change == 0) {
            value.write(out, 0, 1, valueBits);
        } else if (BitWriter.isCentered(change, 14)) {
            value.write(out, (0b10L << 14) | (change & 0x3fff), 16, valueBits);
        } else if (BitWriter.isCentered(change, 17)) {
            value.write(out, (0b110L << 17) | (change & 0x1_ffff), 20, valueBits);
        } else if (BitWriter.isCentered(change, 20)) {
            value.write(out, (0b1110L << 20) | (change & 0xf_ffff), 24, valueBits);
        } else {
            out.writeBits(0b1111, 4);
            out.writeBits(change, 64);
            value.write(out, valueBits);
        }
    }

    @Override
    void writeHeader() {
        writeSampleCount();
    }
}
