package dev.headroom.analyze.whatif;

import dev.headroom.analyze.engine.LabelHash;
import dev.headroom.analyze.engine.SeriesCollector;
import dev.headroom.analyze.engine.SeriesView;
import dev.headroom.write.relabel.LabelSet;
import dev.headroom.write.relabel.RelabelRules;
import dev.headroom.write.relabel.RelabelSymbols;
import dev.headroom.write.relabel.SeriesRelabeler;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Finds the metrics of series that fall together, and the labels, old and new, of some of them.
final class ExampleCollector implements SeriesCollector<ExampleCollector> {
    private static final int SERIES = 3;

    private final SeriesRelabeler relabeler;
    private final RelabelSymbols symbols;
    private final int metricName;

    /// All hashes of label sets on which series fall together, ascending, and the metric of each.
    private final long[] hashes;

    private final int[] metrics;

    /// New labels by their hash, and some of the old ones.
    final Map<Long, LabelSet> labels = new HashMap<>();

    final Map<Long, List<LabelSet>> series = new HashMap<>();

    /// @param hashes of all label sets on which series fall together, ascending
    /// @param wanted those of which labels are wanted
    ExampleCollector(RelabelRules rules, RelabelSymbols symbols, long[] hashes, List<Long> wanted) {
        relabeler = new SeriesRelabeler(rules, symbols);
        this.symbols = symbols;
        metricName = symbols.id("__name__".getBytes(StandardCharsets.US_ASCII));
        this.hashes = hashes;
        metrics = new int[hashes.length];
        Arrays.fill(metrics, -1);
        wanted.forEach(hash -> series.put(hash, new ArrayList<>()));
    }

    @Override
    public void add(SeriesView view) {
        if (!relabeler.apply(view.labels(), view.labelsLength())) {
            return;
        }
        long hash = LabelHash.of(relabeler.labels(), relabeler.labelsLength());
        int set = Arrays.binarySearch(hashes, hash);
        if (set < 0) {
            return;
        }
        for (int i = 0; i < relabeler.labelsLength(); i += 2) {
            if (relabeler.labels()[i] == metricName) {
                metrics[set] = relabeler.labels()[i + 1];
            }
        }
        List<LabelSet> some = series.get(hash);
        if (some != null && some.size() < SERIES && view.samples() > 0) {
            labels.putIfAbsent(hash, text(relabeler.labels(), relabeler.labelsLength()));
            some.add(text(view.labels(), view.labelsLength()));
        }
    }

    /// The name of the metric that a label set belongs to; empty for none.
    String metric(long hash) {
        int id = metrics[Arrays.binarySearch(hashes, hash)];
        return id < 0 ? "" : new String(symbols.bytes(id), StandardCharsets.UTF_8);
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
        for (int i = 0; i < metrics.length; i++) {
            metrics[i] = Math.max(metrics[i], other.metrics[i]);
        }
        other.labels.forEach(labels::putIfAbsent);
        other.series.forEach((hash, more) -> {
            List<LabelSet> some = series.get(hash);
            some.addAll(more.subList(0, Math.min(more.size(), SERIES - some.size())));
        });
    }
}
