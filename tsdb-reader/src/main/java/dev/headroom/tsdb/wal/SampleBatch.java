package dev.headroom.tsdb.wal;

import dev.headroom.tsdb.CorruptionException;
import dev.headroom.tsdb.internal.RecordInput;

/// Some float samples of a record, in columns: what [RecordDecoder] tells of at once, so that who goes through
/// millions of them does so in loops of his own. Values stay in the record until they are asked for.
public final class SampleBatch {
    private static final int CAPACITY = 512;

    /// Reference and time as varints, and a value: with so many bytes left there is no end to look out for.
    private static final int LONGEST = 10 + 10 + 8;

    private static final int VALUE = 8;

    private static final byte STALE_START = (byte) (RecordVisitor.STALE >>> 56);

    private final long[] refs = new long[CAPACITY];
    private final long[] timestamps = new long[CAPACITY];
    private final long[] starts = new long[CAPACITY];
    // Where in the record each sample ends, and the first one begins.
    private final int[] ends = new int[CAPACITY];
    private byte[] bytes = {};
    private int start;
    private int count;
    // Whether the record says when samples start.
    private boolean hasStarts;
    private long minTime;
    private long maxTime;

    // Of a record of version 2, which tells some numbers by those before.
    private long lastRef;
    private long firstTime;
    private long firstStart;
    private long lastStart;

    SampleBatch() {}

    public int count() {
        return count;
    }

    /// Series references, of the first [#count] samples.
    public long[] refs() {
        return refs;
    }

    /// Milliseconds, of the first [#count] samples.
    public long[] timestamps() {
        return timestamps;
    }

    /// 0 when there is none.
    public long startTimestamp(int sample) {
        return hasStarts ? starts[sample] : 0;
    }

    /// The bits of a sample's value.
    public long valueBits(int sample) {
        byte[] b = bytes;
        int at = ends[sample] - VALUE;
        int high = (b[at] & 0xff) << 24 | (b[at + 1] & 0xff) << 16 | (b[at + 2] & 0xff) << 8 | (b[at + 3] & 0xff);
        int low = (b[at + 4] & 0xff) << 24 | (b[at + 5] & 0xff) << 16 | (b[at + 6] & 0xff) << 8 | (b[at + 7] & 0xff);
        return (long) high << 32 | (low & 0xffff_ffffL);
    }

    /// Whether a sample is a staleness marker.
    public boolean isStale(int sample) {
        // No other value has such a first byte but what is as large as numbers come.
        return bytes[ends[sample] - VALUE] == STALE_START && valueBits(sample) == RecordVisitor.STALE;
    }

    /// Bytes of the record that say this sample.
    public int length(int sample) {
        return length(sample, sample + 1);
    }

    /// Bytes of the record that say the samples from one to before another.
    public int length(int from, int to) {
        return begin(to) - begin(from);
    }

    /// Where in the record a sample begins, or the last one ends.
    private int begin(int sample) {
        return sample == 0 ? start : ends[sample - 1];
    }

    /// Time of the oldest sample.
    public long minTime() {
        return minTime;
    }

    /// Time of the newest sample.
    public long maxTime() {
        return maxTime;
    }

    private void begin(RecordInput in) {
        bytes = in.bytes();
        start = in.position();
        count = 0;
        hasStarts = false;
        minTime = Long.MAX_VALUE;
        maxTime = Long.MIN_VALUE;
    }

    /// Takes what fits of the samples that follow, at least one.
    ///
    /// @throws CorruptionException when already the first one is damaged; a later one ends the batch before
    void read(RecordInput in, long baseRef, long baseTime) {
        begin(in);
        byte[] b = bytes;
        int at = start;
        int behind = start + in.remaining() - LONGEST;
        int n = 0;
        // Samples of a scrape have one time: none is worked out again.
        int lastTime = -1;
        long timestamp = 0;
        long min = Long.MAX_VALUE;
        long max = Long.MIN_VALUE;
        while (at <= behind && n < CAPACITY) {
            // Up to three bytes are what references and times take; zigzag either.
            int ref = b[at++];
            if (ref < 0) {
                ref = (ref & 0x7f) | b[at++] << 7;
                if (ref < 0) {
                    ref = (ref & 0x3fff) | b[at++] << 14;
                    if (ref < 0) {
                        break;
                    }
                }
            }
            int time = b[at++];
            if (time < 0) {
                time = (time & 0x7f) | b[at++] << 7;
                if (time < 0) {
                    time = (time & 0x3fff) | b[at++] << 14;
                    if (time < 0) {
                        break;
                    }
                }
            }
            if (time != lastTime) {
                lastTime = time;
                timestamp = baseTime + ((time >>> 1) ^ -(time & 1));
                if (timestamp < min) {
                    min = timestamp;
                }
                if (timestamp > max) {
                    max = timestamp;
                }
            }
            refs[n] = baseRef + ((ref >>> 1) ^ -(ref & 1));
            timestamps[n] = timestamp;
            at += VALUE;
            ends[n++] = at;
        }
        count = n;
        minTime = min;
        maxTime = max;
        if (n > 0) {
            in.skip(ends[n - 1] - start);
        }
        if (n < CAPACITY && in.hasMore()) {
            readSlowly(in, baseRef, baseTime);
        }
    }

    /// Takes one more sample, whatever it looks like.
    private void readSlowly(RecordInput in, long baseRef, long baseTime) {
        int sampleStart = in.position();
        try {
            long ref = baseRef + in.varint();
            long timestamp = baseTime + in.varint();
            in.skip(VALUE);
            add(ref, timestamp, in.position());
        } catch (CorruptionException e) {
            leave(in, sampleStart, e);
        }
    }

    /// The same for a record of version 2.
    ///
    /// @param isFirst whether the next sample is the record's first one
    void readV2(RecordInput in, boolean isFirst) {
        begin(in);
        hasStarts = true;
        while (count < CAPACITY && in.hasMore()) {
            int sampleStart = in.position();
            try {
                readOneV2(in, isFirst && count == 0);
            } catch (CorruptionException e) {
                leave(in, sampleStart, e);
                return;
            }
        }
    }

    private void readOneV2(RecordInput in, boolean isFirst) {
        long ref = in.varint();
        long timestamp = in.varint();
        long startTimestamp;
        if (isFirst) {
            firstTime = timestamp;
            startTimestamp = in.varint();
            firstStart = startTimestamp;
        } else {
            ref += lastRef;
            timestamp += firstTime;
            startTimestamp = RecordDecoder.startTimestamp(in, lastStart, firstStart);
        }
        in.skip(VALUE);
        lastRef = ref;
        lastStart = startTimestamp;
        starts[count] = startTimestamp;
        add(ref, timestamp, in.position());
    }

    private void add(long ref, long timestamp, int end) {
        refs[count] = ref;
        timestamps[count] = timestamp;
        ends[count++] = end;
        minTime = Math.min(minTime, timestamp);
        maxTime = Math.max(maxTime, timestamp);
    }

    /// Leaves a damaged sample to the next batch, unless nothing comes before it.
    private void leave(RecordInput in, int sampleStart, CorruptionException damage) {
        if (count == 0) {
            throw damage;
        }
        in.back(in.position() - sampleStart);
    }
}
