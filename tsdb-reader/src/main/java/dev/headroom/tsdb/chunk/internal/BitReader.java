package dev.headroom.tsdb.chunk.internal;

import dev.headroom.tsdb.CorruptionException;

/// Reads bits from a byte array, the highest bit of a byte first.
///
/// The next bits wait at the upper end of a 64-bit buffer. Every method throws [CorruptionException] when the bits
/// run out.
///
/// The variable-width integers that chunk encodings share (Prometheus: `tsdb/chunkenc/varbit.go`) start with a run
/// of one bits, ended by a zero bit, that selects the width of the number after it:
/// ```
/// 0          the number is 0        111110    18 bits
/// 10         3 bits                 1111110   25 bits
/// 110        6 bits                 11111110  56 bits
/// 1110       9 bits                 11111111  64 bits
/// 11110      12 bits
/// ```
/// A signed number of n bits lies in [-(2^(n-1) - 1), 2^(n-1)]: the bit pattern 100…0 is positive.
final class BitReader {
    /// For how many bits [#SKIPS] tells which numbers they hold.
    static final int SKIP_BITS = 12;

    /// What a run of bits begins with: from the third byte, how many whole varbit numbers; in the second, how many
    /// bits the first of them takes; in the first, how many all of them take. 0 where the first number is longer.
    static final int[] SKIPS = skips();

    // Open to the kernels of decoders, which work on copies of them.
    byte[] data;
    int next;
    int end;
    long buffer;
    int buffered;

    private int start;

    void reset(byte[] bytes, int offset, int length) {
        data = bytes;
        start = offset;
        next = offset;
        end = offset + length;
        buffer = 0;
        buffered = 0;
    }

    long bitsLeft() {
        return buffered + 8L * (end - next);
    }

    int readBit() {
        if (buffered == 0) {
            require(1);
        }
        int bit = (int) (buffer >>> 63);
        buffer <<= 1;
        buffered--;
        return bit;
    }

    /// @param count 1 to 64
    long readBits(int count) {
        return count <= buffered ? take(count) : readAcrossBuffers(count);
    }

    /// Reads up to `max` one bits, and the zero bit that ends a shorter run.
    ///
    /// @param max less than 57
    int readOnes(int max) {
        if (buffered <= max) {
            fill();
        }
        int ones = Long.numberOfLeadingZeros(~buffer);
        int bits = ones < max ? ones + 1 : max;
        if (bits > buffered) {
            throw exhausted(bits);
        }
        buffer <<= bits;
        buffered -= bits;
        return Math.min(ones, max);
    }

    /// Reads a signed number of a fixed width below 64 in which 100…0 is positive.
    long readCentered(int width) {
        long bits = readBits(width);
        return bits > 1L << (width - 1) ? bits - (1L << width) : bits;
    }

    long readVarbitInt() {
        int width = varbitWidth(readOnes(8));
        return switch (width) {
            case 0 -> 0;
            case 64 -> readBits(64);
            default -> readCentered(width);
        };
    }

    long readVarbitUint() {
        int width = varbitWidth(readOnes(8));
        return width == 0 ? 0 : readBits(width);
    }

    /// Passes over varbit numbers, signed or unsigned: their widths are all that is looked at, several numbers at a
    /// time where they are short.
    void skipVarbits(int count) {
        int left = count;
        while (left > 0) {
            left -= skipShortVarbits(left);
            if (left > 0) {
                int width = varbitWidth(readOnes(8));
                if (width > 0) {
                    readBits(width);
                }
                left--;
            }
        }
    }

    /// The kernel of it, on copies of the fields: stops at a long number, near the end of the count and of the data.
    ///
    /// @return how many numbers it has passed over
    private int skipShortVarbits(int count) {
        int[] skips = SKIPS;
        long bits = buffer;
        int have = buffered;
        int left = count;
        while (left > 0) {
            if (have < SKIP_BITS) {
                buffer = bits;
                buffered = have;
                fill();
                bits = buffer;
                have = buffered;
            }
            int skip = skips[(int) (bits >>> (64 - SKIP_BITS))];
            if (skip >>> 16 > left) {
                skip = 1 << 16 | ((skip >>> 8) & 0xff);
            }
            // The lowest byte is the length; a shift takes no more than six bits of it.
            int length = skip & 0xff;
            if (skip == 0 || length > have) {
                break;
            }
            bits <<= skip;
            have -= length;
            left -= skip >>> 16;
        }
        buffer = bits;
        buffered = have;
        return count - left;
    }

    private static int[] skips() {
        int[] skips = new int[1 << SKIP_BITS];
        for (int run = 0; run < skips.length; run++) {
            int numbers = 0;
            int bits = 0;
            int first = 0;
            while (bits < SKIP_BITS) {
                int ones = Integer.numberOfLeadingZeros(~(run << (32 - SKIP_BITS + bits)));
                int number = Math.min(ones + 1, 8) + varbitWidth(Math.min(ones, 8));
                if (bits + number > SKIP_BITS) {
                    break;
                }
                first = numbers == 0 ? number : first;
                numbers++;
                bits += number;
            }
            skips[run] = numbers << 16 | first << 8 | bits;
        }
        return skips;
    }

    /// How many bits the varbit number takes that a buffer begins with.
    static int varbitLength(long buffer) {
        int ones = Math.min(8, Long.numberOfLeadingZeros(~buffer));
        return Math.min(ones + 1, 8) + varbitWidth(ones);
    }

    private static int varbitWidth(int ones) {
        return switch (ones) {
            case 0 -> 0;
            case 1 -> 3;
            case 2 -> 6;
            case 3 -> 9;
            case 4 -> 12;
            case 5 -> 18;
            case 6 -> 25;
            case 7 -> 56;
            default -> 64;
        };
    }

    /// Reads an unsigned LEB128 number of at most ten bytes.
    long readUvarint() {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            int next7 = (int) readBits(8);
            if (shift == 63 && next7 > 1) {
                break;
            }
            value |= (next7 & 0x7fL) << shift;
            if (next7 < 0x80) {
                return value;
            }
        }
        throw malformed("a varint of at most 64 bits", "a longer one");
    }

    /// Reads a LEB128 number in zigzag form.
    long readVarint() {
        long zigzag = readUvarint();
        return (zigzag >>> 1) ^ -(zigzag & 1);
    }

    /// An exception that points at the byte which holds the next bit.
    CorruptionException malformed(String expected, String found) {
        return new CorruptionException(null, next - start - (buffered + 7) / 8, expected, found);
    }

    private long take(int count) {
        long bits = buffer >>> (64 - count);
        buffer = buffer << (count - 1) << 1;
        buffered -= count;
        return bits;
    }

    private long readAcrossBuffers(int count) {
        require(count);
        if (count <= buffered) {
            return take(count);
        }
        int rest = count - buffered;
        long high = take(buffered);
        fill();
        return high << rest | take(rest);
    }

    private void require(int count) {
        if (count > bitsLeft()) {
            throw exhausted(count);
        }
        fill();
    }

    /// Tops up the buffer to 56 bits or more, as long as there are some. Needs room for a byte.
    private void fill() {
        if (end - next >= Long.BYTES) {
            // All eight bytes are put behind the bits that wait. The ones that fit in part only count as not read yet;
            // the next call puts the same bits in the same place.
            buffer |= longAt(data, next) >>> buffered;
            next += (63 - buffered) >>> 3;
            buffered |= 56;
            return;
        }
        while (buffered <= 56 && next < end) {
            buffer |= (data[next++] & 0xffL) << (56 - buffered);
            buffered += 8;
        }
    }

    static long longAt(byte[] b, int at) {
        int high = b[at] << 24 | (b[at + 1] & 0xff) << 16 | (b[at + 2] & 0xff) << 8 | (b[at + 3] & 0xff);
        int low = b[at + 4] << 24 | (b[at + 5] & 0xff) << 16 | (b[at + 6] & 0xff) << 8 | (b[at + 7] & 0xff);
        return (long) high << 32 | (low & 0xffff_ffffL);
    }

    private CorruptionException exhausted(int count) {
        return malformed(count + " more bits of samples", "the end of the chunk after " + bitsLeft());
    }
}
