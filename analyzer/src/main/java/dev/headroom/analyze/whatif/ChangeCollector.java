package dev.headroom.analyze.whatif;

import dev.headroom.analyze.engine.LabelHash;
import dev.headroom.analyze.engine.SeriesCollector;
import dev.headroom.analyze.engine.SeriesView;
import dev.headroom.write.relabel.RelabelRules;
import dev.headroom.write.relabel.RelabelSymbols;
import dev.headroom.write.relabel.SeriesRelabeler;

/// Relabels every series of a pass: counts what each rule drops, and keeps what is left.
final class ChangeCollector implements SeriesCollector<ChangeCollector> {
    private final SeriesRelabeler relabeler;
    private final boolean isNow;
    final SeriesTable.Counts before = new SeriesTable.Counts();
    final SeriesTable left = new SeriesTable(1 << 10);
    final long[] droppedSeries;
    final long[] droppedSamples;
    final long[] droppedBytes;
    long samplesBefore;
    long samples;
    long unstorable;

    /// @param isNow whether it can be told which series are active
    ChangeCollector(RelabelRules rules, RelabelSymbols symbols, boolean isNow) {
        this.isNow = isNow;
        relabeler = new SeriesRelabeler(rules, symbols);
        // One more than there are rules: for series that are left without labels.
        droppedSeries = new long[rules.rules().size() + 1];
        droppedSamples = new long[droppedSeries.length];
        droppedBytes = new long[droppedSeries.length];
    }

    @Override
    public void add(SeriesView view) {
        byte flags = SeriesTable.flags(view, isNow);
        if (flags == 0) {
            return;
        }
        before.add(flags);
        samplesBefore += view.samples();
        if (!relabeler.apply(view.labels(), view.labelsLength())) {
            int rule = relabeler.droppingRule();
            droppedSeries[rule]++;
            droppedSamples[rule] += view.samples();
            droppedBytes[rule] += view.chunkBytes();
            return;
        }
        unstorable += relabeler.isStorable() ? 0 : 1;
        samples += view.samples();
        left.add(view, flags, LabelHash.of(relabeler.labels(), relabeler.labelsLength()));
    }

    @Override
    public void merge(ChangeCollector other) {
        before.add(other.before);
        left.addAll(other.left);
        for (int i = 0; i < droppedSeries.length; i++) {
            droppedSeries[i] += other.droppedSeries[i];
            droppedSamples[i] += other.droppedSamples[i];
            droppedBytes[i] += other.droppedBytes[i];
        }
        samplesBefore += other.samplesBefore;
        samples += other.samples;
        unstorable += other.unstorable;
    }
}
