package dev.headroom.analyze.collect;

import dev.headroom.tsdb.index.PairTable;
import dev.headroom.tsdb.merge.MergedSymbols;
import java.util.ArrayList;
import java.util.List;

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

    private final CardinalityCollector pairs;
    private final MergedSymbols symbols;
    private final List<Totals> all = new ArrayList<>();
    // By the symbols of the names alone.
    private final PairTable numbers = new PairTable();

    private Names(CardinalityCollector pairs, MergedSymbols symbols) {
        this.pairs = pairs;
        this.symbols = symbols;
    }

    /// All names in the order of their bytes.
    static List<Totals> of(CardinalityCollector pairs, MergedSymbols symbols) {
        Names names = new Names(pairs, symbols);
        for (int pair = 0; pair < pairs.pairCount(); pair++) {
            names.add(pair);
        }
        names.all.forEach(name -> name.chunkBytes = pairs.chunkBytes(name.symbol));
        names.all.sort((one, other) -> Integer.compare(one.symbol, other.symbol));
        return names.all;
    }

    private void add(int pair) {
        int symbol = pairs.name(pair);
        int number = numbers.number(symbol, 0);
        if (number == all.size()) {
            all.add(new Totals(symbol, symbols.text(symbol)));
        }
        Totals name = all.get(number);
        name.values++;
        name.newValues += pairs.isNew(pair) ? 1 : 0;
        name.valueBytes += symbols.length(pairs.value(pair));
        name.series += pairs.series(pair);
        name.uncovered += pairs.uncovered(pair);
    }
}
