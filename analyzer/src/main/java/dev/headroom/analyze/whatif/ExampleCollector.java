package dev.headroom.analyze.whatif;

import dev.headroom.analyze.engine.SeriesCollector;
import dev.headroom.analyze.engine.SeriesView;
import dev.headroom.write.relabel.LabelSet;
import dev.headroom.write.relabel.RelabelRules;
import dev.headroom.write.relabel.RelabelSymbols;
import dev.headroom.write.relabel.SeriesRelabeler;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Finds the labels, old and new, of series that fall together on a few new label sets.
final class ExampleCollector implements SeriesCollector<ExampleCollector> {
    private static final int SERIES = 3;

    private final SeriesRelabeler relabeler;
    private final RelabelSymbols symbols;

    /// New labels by their hash, and some of the old ones.
    final Map<Long, LabelSet> labels = new HashMap<>();

    final Map<Long, List<LabelSet>> series = new HashMap<>();

    /// @param hashes of the wanted label sets
    ExampleCollector(RelabelRules rules, RelabelSymbols symbols, List<Long> hashes) {
        relabeler = new SeriesRelabeler(rules, symbols);
        this.symbols = symbols;
        hashes.forEach(hash -> series.put(hash, new ArrayList<>()));
    }

    @Override
    public void add(SeriesView view) {
        if (!relabeler.apply(view.labels(), view.labelsLength())) {
            return;
        }
        long hash = ChangeCollector.hash(relabeler.labels(), relabeler.labelsLength());
        List<LabelSet> some = series.get(hash);
        if (some != null && some.size() < SERIES && view.samples() > 0) {
            labels.putIfAbsent(hash, text(relabeler.labels(), relabeler.labelsLength()));
            some.add(text(view.labels(), view.labelsLength()));
        }
    }

    private LabelSet text(int[] ids, int length) {
        List<byte[]> pairs = new ArrayList<>();
        for (int i = 0; i < length; i++) {
            pairs.add(symbols.bytes(ids[i]));
        }
        return LabelSet.of(pairs);
    }

    @Override
    public void merge(ExampleCollector other) {
        other.labels.forEach(labels::putIfAbsent);
        other.series.forEach((hash, more) -> {
            List<LabelSet> some = series.get(hash);
            some.addAll(more.subList(0, Math.min(more.size(), SERIES - some.size())));
        });
    }
}
