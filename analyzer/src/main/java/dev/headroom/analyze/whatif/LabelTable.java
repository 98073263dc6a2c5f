package dev.headroom.analyze.whatif;

import dev.headroom.analyze.engine.LabelHash;
import dev.headroom.tsdb.merge.MergedSymbols;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/// Asks collected series about their labels.
final class LabelTable {
    private LabelTable() {}

    /// A label name.
    ///
    /// @param values how many distinct ones it has
    /// @param series how many carry it
    record Name(int id, String text, long values, long series) {}

    /// All label names, by bytes.
    static List<Name> names(LabelCollector all, MergedSymbols symbols) {
        int[] numbers = new int[symbols.count()];
        List<Integer> ids = new ArrayList<>();
        List<BitSet> values = new ArrayList<>();
        int[] series = new int[symbols.count()];
        for (int one = 0; one < all.table().count(); one++) {
            for (int i = 0; i < all.length(one); i += 2) {
                int name = all.label(one, i);
                if (numbers[name] == 0) {
                    ids.add(name);
                    values.add(new BitSet());
                    numbers[name] = ids.size();
                }
                series[name]++;
                values.get(numbers[name] - 1).set(all.label(one, i + 1));
            }
        }
        return ids.stream()
                .sorted()
                .map(name -> new Name(
                        name, symbols.text(name), values.get(numbers[name] - 1).cardinality(), series[name]))
                .toList();
    }

    /// The hashes without a label; series that have no other are dropped.
    static long[] without(LabelCollector all, long[] hashes, int name) {
        long[] left = hashes.clone();
        for (int series = 0; series < left.length; series++) {
            int value = left[series] == LabelSets.DROPPED ? -1 : all.value(series, name);
            left[series] -= value < 0 ? 0 : LabelHash.of(name, value);
        }
        return left;
    }

    /// Whether Prometheus would store what is left of every series without a label. It takes a series that comes
    /// without a metric's name as it is, but not once rules have changed it.
    ///
    /// @param metricName the id of `__name__`, or -1
    static boolean isDroppable(LabelCollector all, int name, int metricName) {
        for (int series = 0; series < all.table().count(); series++) {
            boolean staysUnnamed = all.length(series) > 2 && all.value(series, metricName) < 0;
            if (staysUnnamed && all.value(series, name) >= 0) {
                return false;
            }
        }
        return true;
    }

    /// Whether the value of a label follows from that of another one, on all series that carry it.
    ///
    /// @param symbols number of symbol ids
    static boolean tells(LabelCollector all, int other, int name, int symbols) {
        int[] known = new int[symbols];
        for (int series = 0; series < all.table().count(); series++) {
            int value = all.value(series, name);
            if (value < 0) {
                continue;
            }
            int from = all.value(series, other);
            if (from < 0 || (known[from] != 0 && known[from] != value + 1)) {
                return false;
            }
            known[from] = value + 1;
        }
        return true;
    }
}
