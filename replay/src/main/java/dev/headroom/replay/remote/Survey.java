package dev.headroom.replay.remote;

import dev.headroom.analyze.engine.Progress;
import dev.headroom.analyze.engine.TimeRange;
import dev.headroom.analyze.engine.WindowWalk;
import dev.headroom.analyze.engine.Workers;
import dev.headroom.tsdb.merge.DamageHandler;
import dev.headroom.tsdb.merge.MergedSymbols;
import dev.headroom.write.relabel.RelabelRules;
import dev.headroom.write.relabel.RelabelSymbols;
import dev.headroom.write.relabel.SeriesRelabeler;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;

/// What is going to be sent, as indexes and chunk headers tell it: one pass before the first request.
///
/// Series that relabeling gives the same labels are found here, by a hash of eight bytes for each series:
/// their samples are not sent merged, so the server would refuse half of them.
final class Survey implements WindowWalk.SeriesVisitor {
    private final SeriesRelabeler relabeler;
    private final TimeRange range;
    private final int copyLabel;

    long series;
    long dropped;
    long unstorable;
    long samples;
    long first = Long.MAX_VALUE;
    long last = Long.MIN_VALUE;
    long withCopyLabel;

    private long[] hashes = new long[1024];
    private int hashCount;

    private Survey(RelabelRules rules, RelabelSymbols symbols, TimeRange range, int copyLabel) {
        relabeler = rules.rules().isEmpty() ? null : new SeriesRelabeler(rules, symbols);
        this.range = range;
        this.copyLabel = copyLabel;
    }

    static Survey of(
            RemoteRequest request,
            ReplayData data,
            RelabelSymbols symbols,
            Workers workers,
            DamageHandler damage,
            Progress progress) {
        int copyLabel =
                request.copies() == 1 ? -1 : symbols.id(request.copyLabel().getBytes(StandardCharsets.UTF_8));
        progress.start("looking at what there is to send", data.walk().parts(), 0);
        AtomicInteger next = new AtomicInteger();
        List<Callable<Survey>> work = new ArrayList<>();
        for (int i = 0; i < workers.threads(); i++) {
            work.add(() -> {
                Survey survey = new Survey(request.rules(), symbols, request.range(), copyLabel);
                for (int part = next.getAndIncrement(); part < data.walk().parts(); part = next.getAndIncrement()) {
                    data.walk().survey(part, request.range(), survey, damage);
                    progress.add(1);
                }
                return survey;
            });
        }
        List<Survey> surveys = workers.run(work);
        Survey all = surveys.getFirst();
        surveys.stream().skip(1).forEach(all::merge);
        return all;
    }

    @Override
    public void series(
            MergedSymbols symbols, int[] labels, int length, long firstTime, long lastTime, long sampleCount) {
        int[] found = labels;
        int foundLength = length;
        if (relabeler != null) {
            if (!relabeler.apply(labels, length)) {
                dropped++;
                return;
            }
            if (!relabeler.isStorable()) {
                unstorable++;
                return;
            }
            found = relabeler.labels();
            foundLength = relabeler.labelsLength();
            if (hashCount == hashes.length) {
                hashes = Arrays.copyOf(hashes, 2 * hashCount);
            }
            hashes[hashCount++] = hash(found, foundLength);
        }
        if (copyLabel >= 0) {
            for (int i = 0; i < foundLength; i += 2) {
                if (found[i] == copyLabel) {
                    withCopyLabel++;
                }
            }
        }
        series++;
        samples += sampleCount;
        first = Math.min(first, Math.max(firstTime, range.from()));
        last = Math.max(last, Math.min(lastTime, range.to()));
    }

    private static long hash(int[] labels, int length) {
        long hash = length;
        for (int i = 0; i < length; i++) {
            hash = (hash ^ labels[i]) * 0x9e37_79b9_7f4a_7c15L;
            hash ^= hash >>> 29;
        }
        return hash;
    }

    private void merge(Survey other) {
        series += other.series;
        dropped += other.dropped;
        unstorable += other.unstorable;
        samples += other.samples;
        first = Math.min(first, other.first);
        last = Math.max(last, other.last);
        withCopyLabel += other.withCopyLabel;
        int total = Math.addExact(hashCount, other.hashCount);
        if (total > hashes.length) {
            hashes = Arrays.copyOf(hashes, total);
        }
        System.arraycopy(other.hashes, 0, hashes, hashCount, other.hashCount);
        hashCount = total;
    }

    /// Series that relabeling gives labels that another one has as well.
    long fallenTogether() {
        Arrays.sort(hashes, 0, hashCount);
        long fallen = 0;
        for (int i = 1; i < hashCount; i++) {
            fallen += hashes[i] == hashes[i - 1] ? 1 : 0;
        }
        return fallen;
    }
}
