package dev.headroom.analyze.whatif;

import dev.headroom.analyze.engine.SeriesCollector;
import dev.headroom.analyze.engine.SeriesView;
import dev.headroom.write.relabel.RelabelRules;
import dev.headroom.write.relabel.RelabelSymbols;
import dev.headroom.write.relabel.SeriesRelabeler;
import java.util.Arrays;

/// Relabels every series of a pass and keeps 25 bytes of each that is left: a hash of its new labels, its times and
/// where it counts. Series that fall together are those of equal hashes; that two different label sets have the
/// same one of 64 bits happens once in a million directories of four million series.
final class ChangeCollector implements SeriesCollector<ChangeCollector> {
    static final byte IN_HEAD = 1;
    static final byte ACTIVE = 2;
    static final byte ADDED = 4;

    private final SeriesRelabeler relabeler;
    final long[] droppedSeries;
    final long[] droppedSamples;
    final long[] droppedBytes;
    long samples;
    long chunkBytes;
    long unstorable;
    long seriesBefore;
    long headBefore;
    long activeBefore;
    long addedBefore;
    long samplesBefore;
    long chunkBytesBefore;

    int count;
    long[] hashes = new long[1 << 10];
    long[] firstTimes = new long[1 << 10];
    long[] lastTimes = new long[1 << 10];
    byte[] flags = new byte[1 << 10];

    ChangeCollector(RelabelRules rules, RelabelSymbols symbols) {
        relabeler = new SeriesRelabeler(rules, symbols);
        // One more than there are rules: for series that are left without labels.
        droppedSeries = new long[rules.rules().size() + 1];
        droppedSamples = new long[droppedSeries.length];
        droppedBytes = new long[droppedSeries.length];
    }

    @Override
    public void add(SeriesView view) {
        byte flag = (byte) ((view.inHead() ? IN_HEAD : 0)
                | (isActive(view) ? ACTIVE : 0)
                | (view.samples() > 0 && view.isAdded() ? ADDED : 0));
        if (view.samples() == 0 && flag == 0) {
            return;
        }
        seriesBefore += view.samples() > 0 ? 1 : 0;
        headBefore += flag & IN_HEAD;
        activeBefore += (flag & ACTIVE) / ACTIVE;
        addedBefore += (flag & ADDED) / ADDED;
        samplesBefore += view.samples();
        chunkBytesBefore += view.chunkBytes();
        if (!relabeler.apply(view.labels(), view.labelsLength())) {
            int rule = relabeler.droppingRule();
            droppedSeries[rule]++;
            droppedSamples[rule] += view.samples();
            droppedBytes[rule] += view.chunkBytes();
            return;
        }
        unstorable += relabeler.isStorable() ? 0 : 1;
        samples += view.samples();
        chunkBytes += view.chunkBytes();
        boolean sampled = view.samples() > 0;
        keep(
                hash(relabeler.labels(), relabeler.labelsLength()),
                sampled ? view.firstTime() : Long.MAX_VALUE,
                sampled ? view.lastTime() : Long.MIN_VALUE,
                flag);
    }

    private static boolean isActive(SeriesView view) {
        return view.samples() > 0 && view.isRecent() && !view.endsStale();
    }

    private void keep(long hash, long first, long last, byte flag) {
        if (count == hashes.length) {
            hashes = Arrays.copyOf(hashes, 2 * count);
            firstTimes = Arrays.copyOf(firstTimes, 2 * count);
            lastTimes = Arrays.copyOf(lastTimes, 2 * count);
            flags = Arrays.copyOf(flags, 2 * count);
        }
        hashes[count] = hash;
        firstTimes[count] = first;
        lastTimes[count] = last;
        flags[count] = flag;
        count++;
    }

    @Override
    public void merge(ChangeCollector other) {
        for (int i = 0; i < other.count; i++) {
            keep(other.hashes[i], other.firstTimes[i], other.lastTimes[i], other.flags[i]);
        }
        for (int i = 0; i < droppedSeries.length; i++) {
            droppedSeries[i] += other.droppedSeries[i];
            droppedSamples[i] += other.droppedSamples[i];
            droppedBytes[i] += other.droppedBytes[i];
        }
        samples += other.samples;
        chunkBytes += other.chunkBytes;
        unstorable += other.unstorable;
        seriesBefore += other.seriesBefore;
        headBefore += other.headBefore;
        activeBefore += other.activeBefore;
        addedBefore += other.addedBefore;
        samplesBefore += other.samplesBefore;
        chunkBytesBefore += other.chunkBytesBefore;
    }

    /// A hash of a label set in ids, which are the same for all threads.
    static long hash(int[] labels, int length) {
        long hash = length;
        for (int i = 0; i < length; i++) {
            hash = (hash ^ labels[i]) * 0x9e37_79b9_7f4a_7c15L;
            hash ^= hash >>> 32;
        }
        hash *= 0xbf58_476d_1ce4_e5b9L;
        return hash ^ (hash >>> 29);
    }
}
