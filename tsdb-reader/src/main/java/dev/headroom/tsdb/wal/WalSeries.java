package dev.headroom.tsdb.wal;

import dev.headroom.tsdb.internal.HashSet64;
import dev.headroom.tsdb.internal.LongIntMap;
import dev.headroom.tsdb.internal.StringPool;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/// Which series the records of a log speak of: what their references mean, which series records say nothing new,
/// and which other records refer to a series that no record before has named.
///
/// Feed it the checkpoint, then the segments, then the log of out-of-order samples. Every reference gets a slot, in
/// the order of their coming. Memory is taken by series: labels are not kept but told apart by 64 bits of hash:
/// among ten million, two are taken for one with a probability of three in a million.
public final class WalSeries implements RecordVisitor {
    /// What [#slot] says of a reference without a series.
    public static final int UNKNOWN = LongIntMap.ABSENT;

    private static final byte[] JOB = "job".getBytes(StandardCharsets.UTF_8);

    /// What the log holds of a job.
    ///
    /// @param name the `job` label; empty for series without one
    /// @param series distinct label sets
    /// @param records elements of series records
    /// @param recordBytes their bytes, decompressed
    /// @param samples samples of all kinds
    /// @param sampleBytes their bytes, decompressed
    public record Job(String name, long series, long records, long recordBytes, long samples, long sampleBytes) {}

    private final RecordDecoder decoder;
    private final LongIntMap slots = new LongIntMap();
    private final HashSet64 labelSets = new HashSet64();

    // By slot: the job, and the newest in-order sample.
    private int[] jobs = new int[64];
    private long[] newest = new long[64];
    private int slotCount;
    private final BitSet late = new BitSet();
    private boolean outOfOrder;

    private final StringPool jobNames = new StringPool();
    private JobCounts[] byJob = new JobCounts[16];

    private long distinct;
    private long repeated;
    private long renumbered;
    private long duplicateBytes;
    private long unknownSamples;
    private long unknownExemplars;
    private long unknownTombstones;
    private long unknownMetadata;

    private static final class JobCounts {
        private long series;
        private long records;
        private long recordBytes;
        private long samples;
        private long sampleBytes;
    }

    /// @param decoder the one that tells of the records: it knows how long their elements are
    public WalSeries(RecordDecoder decoder) {
        this.decoder = decoder;
    }

    /// Says that what follows is the log of out-of-order samples.
    public void startOutOfOrder() {
        outOfOrder = true;
    }

    @Override
    public void series(long ref, LabelsView labels) {
        boolean isNewSet = labelSets.add(hash(labels.bytes(), labels.encodedOffset(), labels.encodedLength()));
        int slot = slots.get(ref);
        if (isNewSet) {
            distinct++;
        } else {
            duplicateBytes += decoder.elementLength();
            if (slot >= 0) {
                repeated++;
            } else {
                renumbered++;
            }
        }
        if (slot < 0) {
            slot = addSlot(ref);
        }
        jobs[slot] = job(labels);
        JobCounts job = byJob[jobs[slot]];
        job.series += isNewSet ? 1 : 0;
        job.records++;
        job.recordBytes += decoder.elementLength();
    }

    @Override
    public void samples(SampleBatch batch) {
        if (outOfOrder) {
            lateSamples(batch);
            return;
        }
        int count = batch.count();
        long[] refs = batch.refs();
        long[] timestamps = batch.timestamps();
        long[] newestOf = newest;
        // Samples of a job come one after the other, mostly, and often those of a series.
        int job = UNKNOWN;
        int first = 0;
        long ref = 0;
        int slot = UNKNOWN;
        long newestOne = Long.MAX_VALUE;
        for (int i = 0; i < count; i++) {
            if (i == 0 || refs[i] != ref) {
                if (slot >= 0) {
                    newestOf[slot] = newestOne;
                }
                ref = refs[i];
                slot = slots.get(ref);
                int next = slot < 0 ? UNKNOWN : jobs[slot];
                if (next != job) {
                    count(job, i - first, batch.length(first, i));
                    job = next;
                    first = i;
                }
                newestOne = slot < 0 ? Long.MAX_VALUE : newestOf[slot];
            }
            if (timestamps[i] > newestOne) {
                newestOne = timestamps[i];
            }
        }
        if (slot >= 0) {
            newestOf[slot] = newestOne;
        }
        count(job, count - first, batch.length(first, count));
    }

    private void lateSamples(SampleBatch batch) {
        for (int i = 0; i < batch.count(); i++) {
            int slot = slots.get(batch.refs()[i]);
            if (slot >= 0) {
                late.set(slot);
            }
            count(slot < 0 ? UNKNOWN : jobs[slot], 1, batch.length(i));
        }
    }

    @Override
    public void histogram(long ref, long timestamp, long startTimestamp, HistogramView histogram) {
        int slot = slots.get(ref);
        if (slot >= 0 && outOfOrder) {
            late.set(slot);
        } else if (slot >= 0) {
            newest[slot] = Math.max(newest[slot], timestamp);
        }
        count(slot < 0 ? UNKNOWN : jobs[slot], 1, decoder.elementLength());
    }

    @Override
    public void exemplar(long ref, long timestamp, long valueBits, LabelsView labels) {
        unknownExemplars += slots.get(ref) < 0 ? 1 : 0;
    }

    @Override
    public void tombstone(long ref, long minTime, long maxTime) {
        unknownTombstones += slots.get(ref) < 0 ? 1 : 0;
    }

    @Override
    public void metadata(long ref, int type, LabelsView fields) {
        unknownMetadata += slots.get(ref) < 0 ? 1 : 0;
    }

    /// The slot of a reference, or [#UNKNOWN].
    public int slot(long ref) {
        return slots.get(ref);
    }

    /// Number of distinct references.
    public int slotCount() {
        return slotCount;
    }

    /// Time of the newest in-order sample of a reference; [Long#MIN_VALUE] without one.
    public long newest(int slot) {
        return newest[slot];
    }

    /// Whether the log of out-of-order samples has samples of a reference.
    public boolean hasLateSamples(int slot) {
        return late.get(slot);
    }

    /// Distinct label sets.
    public long distinct() {
        return distinct;
    }

    /// Elements of series records that give labels the reference they had already.
    public long repeated() {
        return repeated;
    }

    /// Elements of series records that give known labels a new reference.
    public long renumbered() {
        return renumbered;
    }

    /// Bytes of both, decompressed.
    public long duplicateBytes() {
        return duplicateBytes;
    }

    /// References of which the logs have no sample.
    public long withoutSamples() {
        long count = 0;
        for (int slot = 0; slot < slotCount; slot++) {
            count += newest[slot] == Long.MIN_VALUE && !late.get(slot) ? 1 : 0;
        }
        return count;
    }

    /// Samples of which no series is known.
    public long unknownSamples() {
        return unknownSamples;
    }

    public long unknownExemplars() {
        return unknownExemplars;
    }

    public long unknownTombstones() {
        return unknownTombstones;
    }

    public long unknownMetadata() {
        return unknownMetadata;
    }

    /// The jobs in the order of their coming.
    public List<Job> jobs() {
        List<Job> list = new ArrayList<>();
        for (int i = 0; i < jobNames.count(); i++) {
            String name = new String(jobNames.bytes(), jobNames.offset(i), jobNames.length(i), StandardCharsets.UTF_8);
            JobCounts job = byJob[i];
            list.add(new Job(name, job.series, job.records, job.recordBytes, job.samples, job.sampleBytes));
        }
        return list;
    }

    private void count(int job, int samples, int bytes) {
        if (job == UNKNOWN) {
            unknownSamples += samples;
            return;
        }
        JobCounts counts = byJob[job];
        counts.samples += samples;
        counts.sampleBytes += bytes;
    }

    private int addSlot(long ref) {
        if (slotCount == jobs.length) {
            jobs = Arrays.copyOf(jobs, 2 * slotCount);
            newest = Arrays.copyOf(newest, 2 * slotCount);
        }
        newest[slotCount] = Long.MIN_VALUE;
        slots.put(ref, slotCount);
        return slotCount++;
    }

    private int job(LabelsView labels) {
        int label = labels.find(JOB);
        int number = label < 0
                ? jobNames.number(JOB, 0, 0)
                : jobNames.number(labels.bytes(), labels.valueOffset(label), labels.valueLength(label));
        if (number == byJob.length) {
            byJob = Arrays.copyOf(byJob, 2 * number);
        }
        if (byJob[number] == null) {
            byJob[number] = new JobCounts();
        }
        return number;
    }

    /// Of four bytes at a time, in turn by two chains that do not wait for each other.
    private static long hash(byte[] bytes, int offset, int length) {
        long even = 0xcbf2_9ce4_8422_2325L;
        long odd = length;
        int end = offset + length;
        int at = offset;
        for (; at <= end - 8; at += 8) {
            even = mixed(even, fourAt(bytes, at));
            odd = mixed(odd, fourAt(bytes, at + 4));
        }
        for (; at < end; at++) {
            even = mixed(even, bytes[at]);
        }
        return mixed(even + Long.rotateLeft(odd, 29) * 0x9e37_79b9_7f4a_7c15L, 0);
    }

    private static int fourAt(byte[] b, int at) {
        return (b[at] & 0xff) | (b[at + 1] & 0xff) << 8 | (b[at + 2] & 0xff) << 16 | b[at + 3] << 24;
    }

    private static long mixed(long hash, int more) {
        long product = (hash ^ more) * 0x9fb2_1c65_1e98_df25L;
        return product ^ product >>> 32;
    }
}
