package dev.headroom.tsdb.chunk;

import java.util.zip.CRC32C;

/// Goes over chunks that stand one behind the other in an array, as they do in a segment, and checks the checksum of
/// each. It stops before the first that is not as it should be, or not there as a whole: [ChunkReader] says of it
/// what is wrong.
public final class ChunkScanner {
    /// Length, encoding, number of samples and checksum.
    private static final int SHORTEST = 1 + 1 + 2 + 4;

    private final CRC32C crc = new CRC32C();
    private byte[] bytes = {};
    private int length;
    private int start;
    private int end;
    private int code = -1;
    private boolean known;
    private boolean histogram;
    private boolean sharesHead;
    private int sampleCount;

    /// Moves before the first chunk of an array.
    ///
    /// @param wanted how many bytes of it hold chunks
    public void reset(byte[] array, int wanted) {
        bytes = array;
        length = wanted;
        start = 0;
        end = 0;
    }

    /// Moves to the next chunk; false when no intact one follows.
    public boolean next() {
        byte[] b = bytes;
        int from = end;
        if (length - from < SHORTEST) {
            return false;
        }
        int at = from;
        int next = b[at++];
        int dataLength = next & 0x7f;
        for (int shift = 7; next < 0 && shift < 28; shift += 7) {
            next = b[at++];
            dataLength |= (next & 0x7f) << shift;
        }
        int checksum = at + 1 + dataLength;
        if (next < 0 || dataLength < 2 || checksum > length - 4) {
            return false;
        }
        if (b[at] != code) {
            look(b[at]);
        }
        crc.reset();
        crc.update(b, at, 1 + dataLength);
        int stored = (b[checksum] & 0xff) << 24
                | (b[checksum + 1] & 0xff) << 16
                | (b[checksum + 2] & 0xff) << 8
                | (b[checksum + 3] & 0xff);
        if (!known || stored != (int) crc.getValue()) {
            return false;
        }
        int head = ((b[at + 1] & 0xff) << 8) | (b[at + 2] & 0xff);
        sampleCount = sharesHead ? head & ChunkReader.SAMPLES_OF_SHARED_HEAD : head;
        start = from;
        end = checksum + 4;
        return true;
    }

    private void look(int newCode) {
        Encoding encoding = Encoding.of(newCode);
        code = newCode;
        known = encoding != null && encoding != Encoding.NONE;
        histogram = known && encoding.isHistogram();
        sharesHead = known && ChunkReader.sharesHead(encoding);
    }

    /// Where in the array the chunk begins.
    public int start() {
        return start;
    }

    /// Where in the array the chunk ends.
    public int end() {
        return end;
    }

    public int sampleCount() {
        return sampleCount;
    }

    public boolean isHistogram() {
        return histogram;
    }
}
