package dev.headroom.analyze.collect;

import dev.headroom.tsdb.merge.MergedSymbols;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What the pairs of each label name add up to.
final class Names {
    /// One label name.
    static final class Totals {
        final int symbol;
        final String text;
        long values;
        long newValues;
        long valueBytes;
        long series;
        long uncovered;
        long chunkBytes;

        private Totals(int symbol, String text) {
            this.symbol = symbol;
            this.text = text;
        }
    }

    private Names() {}

    /// All names in the order of their bytes.
    static List<Totals> of(CardinalityCollector pairs, MergedSymbols symbols) {
        Map<Integer, Totals> names = new TreeMap<>();
        Totals name = null;
        for (int pair = 0; pair < pairs.pairCount(); pair++) {
            if (name == null || name.symbol != pairs.name(pair)) {
                name = names.computeIfAbsent(pairs.name(pair), id -> new Totals(id, symbols.text(id)));
            }
            name.values++;
            name.newValues += pairs.isNew(pair) ? 1 : 0;
            name.valueBytes += symbols.length(pairs.value(pair));
            name.series += pairs.series(pair);
            name.uncovered += pairs.uncovered(pair);
        }
        names.values().forEach(each -> each.chunkBytes = pairs.chunkBytes(each.symbol));
        return new ArrayList<>(names.values());
    }
}
