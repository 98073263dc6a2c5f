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
    /// Samples that are decoded at a time: far fewer than a chunk has, as many a reader stops early.
    private static final int BATCH = 32;

    /// The most bits that can stand before those of a value: a change of the interval, and a window.
    private static final int LONGEST_HEAD = 24 + 13;

    private final XorField value = new XorField();
    private long interval;
    private int samples;

    // Samples that have been decoded ahead: those from one index to another.
    private final long[] times = new long[BATCH];
    private final long[] values = new long[BATCH];
    private int batchStart;
    private int batchEnd;
    private long bits;

    @Override
    int headerBytes() {
        return 2;
    }

    @Override
    int readHeader() {
        batchEnd = 0;
        samples = (int) in.readBits(16);
        return samples;
    }

    @Override
    public void next(int index) {
        if (index >= batchEnd) {
            batchStart = index;
            batchEnd = index + (index > 1 ? decode(Math.min(BATCH, samples - index)) : 0);
            if (index == batchEnd) {
                readSample(index);
                return;
            }
        }
        timestamp = times[index - batchStart];
        bits = values[index - batchStart];
    }

    @Override
    public void skip(int from, int to) {
        for (int index = from; index < to; index++) {
            next(index);
            if (index < batchEnd) {
                index = Math.min(batchEnd, to) - 1;
                next(index);
            }
        }
    }

    /// Looks at whole batches.
    @Override
    public int countUntil(long time, int from, int to) {
        for (int index = from; index < to; index++) {
            next(index);
            if (timestamp > time) {
                return index - from;
            }
            if (index < batchEnd) {
                int last = Math.min(batchEnd, to) - 1;
                while (index < last && times[index + 1 - batchStart] <= time) {
                    index++;
                }
                next(index);
            }
        }
        return to - from;
    }

    /// Hands out whole batches.
    @Override
    public int readRun(int from, int to, long until, long[] toTimes, long[] toBits) {
        int count = 0;
        int index = from;
        while (index < to) {
            next(index++);
            int ahead = Math.max(0, Math.min(batchEnd, to) - index);
            int place = index - batchStart;
            long time = timestamp;
            long last = bits;
            toTimes[count] = time;
            toBits[count++] = last;
            while (ahead > 0 && time <= until) {
                time = times[place];
                last = values[place++];
                toTimes[count] = time;
                toBits[count++] = last;
                ahead--;
                index++;
            }
            timestamp = time;
            bits = last;
            if (time > until) {
                break;
            }
        }
        return count;
    }

    /// Reads any sample, or says what is wrong with it.
    private void readSample(int index) {
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
        bits = value.bits;
    }

    private long readIntervalChange(int ones) {
        return switch (ones) {
            case 1 -> in.readCentered(14);
            case 2 -> in.readCentered(17);
            case 3 -> in.readCentered(20);
            default -> in.readBits(64);
        };
    }

    /// The kernel, on copies of the fields: decodes samples behind the second. It stops before one that is rare,
    /// wrong or cut off, which is left to [#readSample].
    ///
    /// @return how many of the wanted samples it has decoded
    private int decode(int wanted) {
        byte[] data = in.data;
        int end = in.end;
        long time = timestamp;
        long change = interval;
        long current = value.bits;
        int significant = value.significant;
        int trailing = value.trailing;
        int decoded = 0;
        while (decoded < wanted) {
            long buffer = in.buffer;
            int buffered = in.buffered;
            int next = in.next;
            if (buffered < LONGEST_HEAD) {
                if (end - next >= Long.BYTES) {
                    buffer |= BitReader.longAt(data, next) >>> buffered;
                    next += (63 - buffered) >>> 3;
                    buffered |= 56;
                } else {
                    while (buffered <= 56 && next < end) {
                        buffer |= (data[next++] & 0xffL) << (56 - buffered);
                        buffered += 8;
                    }
                }
            }
            // What is cut off reads as zeros, and leaves fewer than no bits.
            long newChange = change;
            if (buffer >= 0) {
                buffer <<= 1;
                buffered--;
            } else {
                int ones = buffer << 1 >= 0 ? 1 : buffer << 2 >= 0 ? 2 : 3;
                if (ones == 3 && buffer << 3 < 0) {
                    break;
                }
                int width = 11 + 3 * ones;
                long number = buffer << (ones + 1) >>> (64 - width);
                newChange += number > 1L << (width - 1) ? number - (1L << width) : number;
                buffer <<= ones + 1 + width;
                buffered -= ones + 1 + width;
            }
            if (buffer >= 0) {
                buffer <<= 1;
                buffered--;
                if (buffered < 0) {
                    break;
                }
            } else {
                int newSignificant = significant;
                int newTrailing = trailing;
                if (buffer << 1 >= 0) {
                    buffer <<= 2;
                    buffered -= 2;
                } else {
                    int window = (int) (buffer >>> 51) & 0x7ff;
                    newSignificant = ((window - 1) & 63) + 1;
                    newTrailing = 64 - (window >>> 6) - newSignificant;
                    buffer <<= 13;
                    buffered -= 13;
                }
                if (newSignificant > buffered && buffered >= 0 && end - next >= Long.BYTES) {
                    buffer |= BitReader.longAt(data, next) >>> buffered;
                    next += (63 - buffered) >>> 3;
                    buffered |= 56;
                }
                if (newSignificant > buffered || newTrailing < 0) {
                    break;
                }
                current ^= buffer >>> (64 - newSignificant) << newTrailing;
                buffer = buffer << (newSignificant - 1) << 1;
                buffered -= newSignificant;
                significant = newSignificant;
                trailing = newTrailing;
            }
            change = newChange;
            time += change;
            times[decoded] = time;
            values[decoded++] = current;
            in.buffer = buffer;
            in.buffered = buffered;
            in.next = next;
        }
        interval = change;
        value.bits = current;
        value.significant = significant;
        value.trailing = trailing;
        return decoded;
    }

    @Override
    public long valueBits() {
        return bits;
    }
}
