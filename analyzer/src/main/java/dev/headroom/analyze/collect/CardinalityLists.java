package dev.headroom.analyze.collect;

import dev.headroom.analyze.report.AnalyzeReport.Cardinality;
import dev.headroom.analyze.report.AnalyzeReport.ChurnNameRow;
import dev.headroom.analyze.report.AnalyzeReport.ChurnPairRow;
import dev.headroom.analyze.report.AnalyzeReport.LabelRow;
import dev.headroom.analyze.report.AnalyzeReport.Ranked;
import dev.headroom.tsdb.merge.MergedSymbols;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntToLongFunction;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;

/// Turns what was counted per label pair into the lists of the report.
final class CardinalityLists {
    private final CardinalityCollector pairs;
    private final MergedSymbols symbols;
    private final List<Names.Totals> names;
    private final Times times;
    private final int limit;

    /// @param limit rows of a list; 0 for all
    CardinalityLists(CardinalityCollector pairs, MergedSymbols symbols, Times times, int limit) {
        this.pairs = pairs;
        this.symbols = symbols;
        this.times = times;
        this.limit = limit;
        names = Names.of(pairs, symbols);
    }

    Cardinality cardinality() {
        return new Cardinality(
                names.size(),
                pairs.pairCount(),
                pairs.entries(),
                rankedPairs(pair -> covers(pairs.uncovered(pair))),
                rankedNames(name -> covers(name.uncovered)),
                rankedPairs(pairs::series),
                rankedNames(name -> name.valueBytes),
                rankedNames(name -> name.values),
                metrics());
    }

    /// The pairs that most of the added series carry.
    List<ChurnPairRow> pairsByAdded() {
        return topPairs(pairs::added).stream()
                .filter(pair -> pairs.added(pair) > 0)
                .map(pair -> new ChurnPairRow(text(pair), pairs.added(pair), times.perHour(pairs.added(pair))))
                .toList();
    }

    /// The names by their new values.
    List<ChurnNameRow> namesByNewValues() {
        return Top.of(names.size(), limit, i -> names.get(i).newValues, Comparator.naturalOrder()).stream()
                .map(names::get)
                .map(name -> new ChurnNameRow(name.text, name.values, name.newValues, times.perHour(name.newValues)))
                .toList();
    }

    /// What each name costs, the dearest in the index first.
    ///
    /// @param costs bytes in the indexes; `null` when they are not known
    List<LabelRow> labels(IndexCosts costs) {
        List<LabelRow> rows = new ArrayList<>();
        for (Names.Totals name : names) {
            IndexCosts.Cost cost = costs == null ? null : costs.of(name.text);
            rows.add(new LabelRow(
                    name.text,
                    name.values,
                    name.valueBytes,
                    name.series,
                    name.chunkBytes,
                    cost == null ? null : cost.postingsBytes,
                    cost == null ? null : cost.offsetTableBytes,
                    cost == null ? null : cost.symbolBytes));
        }
        rows.sort(CardinalityLists::byIndexBytes);
        return limit == 0 || rows.size() <= limit ? rows : List.copyOf(rows.subList(0, limit));
    }

    /// The most expensive first, and of those without a price the ones with the longest values.
    private static int byIndexBytes(LabelRow a, LabelRow b) {
        int order = Long.compare(indexBytes(b), indexBytes(a));
        if (order == 0) {
            order = Long.compare(b.valueBytes(), a.valueBytes());
        }
        return order != 0 ? order : a.name().compareTo(b.name());
    }

    private static long indexBytes(LabelRow row) {
        return row.postingsBytes() == null ? 0 : row.postingsBytes() + row.offsetTableBytes() + row.symbolBytes();
    }

    private List<Ranked> metrics() {
        int name = symbols.find("__name__");
        int[] metrics = IntStream.range(0, pairs.pairCount())
                .filter(pair -> pairs.name(pair) == name)
                .toArray();
        Comparator<Integer> byText = (a, b) -> Integer.compare(pairs.value(metrics[a]), pairs.value(metrics[b]));
        return Top.of(metrics.length, limit, i -> pairs.series(metrics[i]), byText).stream()
                .map(i -> new Ranked(symbols.text(pairs.value(metrics[i])), pairs.series(metrics[i])))
                .toList();
    }

    /// Uncovered time as promtool puts it: in lengths of the whole range.
    private long covers(long uncovered) {
        return pairs.duration() == 0 ? 0 : (long) ((double) uncovered / (double) pairs.duration());
    }

    private List<Ranked> rankedPairs(IntToLongFunction value) {
        return topPairs(value).stream()
                .map(pair -> new Ranked(text(pair), value.applyAsLong(pair)))
                .toList();
    }

    private List<Integer> topPairs(IntToLongFunction value) {
        return Top.of(pairs.pairCount(), limit, value, this::byText);
    }

    private int byText(int a, int b) {
        int byName = Integer.compare(pairs.name(a), pairs.name(b));
        return byName != 0 ? byName : Integer.compare(pairs.value(a), pairs.value(b));
    }

    private String text(int pair) {
        return symbols.text(pairs.name(pair)) + "=" + symbols.text(pairs.value(pair));
    }

    private List<Ranked> rankedNames(ToLongFunction<Names.Totals> value) {
        return Top.of(names.size(), limit, i -> value.applyAsLong(names.get(i)), Comparator.naturalOrder()).stream()
                .map(names::get)
                .map(name -> new Ranked(name.text, value.applyAsLong(name)))
                .toList();
    }
}
