package dev.headroom.replay.log;

import dev.headroom.analyze.engine.HeadSelection;
import dev.headroom.tsdb.head.HeadIndex;
import dev.headroom.tsdb.head.HeadReader;
import dev.headroom.tsdb.merge.MergedSymbols;
import dev.headroom.tsdb.selector.Selector;
import dev.headroom.write.relabel.RelabelRules;
import dev.headroom.write.relabel.RelabelSymbols;
import dev.headroom.write.relabel.SeriesOrder;
import dev.headroom.write.relabel.SeriesRelabeler;
import dev.headroom.write.rewrite.RewriteRefusedException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;

/// Which series of the head go into blocks, with which labels, and in which order: each has a place.
///
/// Without rules the places are the ranks of [HeadIndex], those left out that nobody wants. Not changed once it is
/// made, and read by any number of threads.
final class SeriesPlan {
    private static final int MOST_EXAMPLES = 2;

    private final HeadIndex index;
    private final RelabelSymbols symbols;
    private final SeriesOrder order;
    private final int[] series;
    private final int[] places;
    private int dropped;
    private int relabeled;

    /// @throws RewriteRefusedException when rules give several series the same labels, or labels that Prometheus
    /// would not store
    SeriesPlan(HeadReader head, List<Selector> selectors, RelabelRules rules) {
        index = head.index();
        IntPredicate wanted = HeadSelection.of(index, selectors);
        places = new int[index.seriesCount()];
        Arrays.fill(places, -1);
        int[] chosen = new int[index.seriesCount()];
        int count = 0;
        for (int rank = 0; rank < chosen.length; rank++) {
            int one = index.series(rank);
            if (wanted.test(one) && !head.isDeleted(one)) {
                chosen[count++] = one;
            }
        }
        if (rules.rules().isEmpty()) {
            symbols = null;
            order = null;
            series = Arrays.copyOf(chosen, count);
        } else {
            symbols = new RelabelSymbols(MergedSymbols.of(List.of(index.symbols())));
            order = new SeriesOrder(symbols, new SeriesOrder.Room());
            series = relabel(Arrays.copyOf(chosen, count), rules);
        }
        if (series.length > SampleBuffer.MOST_PLACES) {
            throw new RewriteRefusedException("a log of " + series.length
                    + " series, more than can be replayed at once;" + " --match takes some of them");
        }
        for (int place = 0; place < series.length; place++) {
            places[series[place]] = place;
        }
    }

    private int[] relabel(int[] chosen, RelabelRules rules) {
        SeriesRelabeler relabeler = new SeriesRelabeler(rules, symbols);
        int[] labels = new int[64];
        int[] byNumber = new int[chosen.length];
        for (int one : chosen) {
            int length = 2 * index.labelCount(one);
            labels = labels.length < length ? new int[2 * length] : labels;
            copyLabels(one, labels);
            if (!relabeler.apply(labels, length)) {
                dropped++;
                continue;
            }
            if (!relabeler.isStorable()) {
                throw new RewriteRefusedException("the rules make "
                        + text(relabeler.labels(), relabeler.labelsLength()) + " of " + text(labels, length)
                        + ", which Prometheus would not store: a series needs a metric name, and labels need names in"
                        + " UTF-8");
            }
            relabeled += relabeler.changed() ? 1 : 0;
            byNumber[order.add(relabeler.labels(), relabeler.labelsLength())] = one;
        }
        order.sort();
        int[] sorted = new int[order.count()];
        for (int place = 0; place < sorted.length; place++) {
            sorted[place] = byNumber[order.number(place)];
        }
        for (int place = 0; place < sorted.length; place++) {
            int end = order.groupEnd(place);
            if (end - place > 1) {
                throw collision(sorted, place, end);
            }
        }
        return sorted;
    }

    private RewriteRefusedException collision(int[] sorted, int place, int end) {
        List<String> examples = new ArrayList<>();
        for (int i = place; i < Math.min(end, place + MOST_EXAMPLES); i++) {
            int[] labels = new int[2 * index.labelCount(sorted[i])];
            copyLabels(sorted[i], labels);
            examples.add(text(labels, labels.length));
        }
        int[] same = order.labels(place);
        return new RewriteRefusedException("nothing was written: " + (end - place) + " series would get the labels "
                + text(same, same.length) + ", among them " + String.join(" and ", examples)
                + "; replay them as they are, and let headroom rewrite --on-collision say what becomes of them");
    }

    private String text(int[] ids, int length) {
        StringBuilder text = new StringBuilder("{");
        for (int i = 0; i < length; i += 2) {
            text.append(i == 0 ? "" : ", ").append(new String(symbols.bytes(ids[i]), StandardCharsets.UTF_8));
            text.append("=\"").append(new String(symbols.bytes(ids[i + 1]), StandardCharsets.UTF_8));
            text.append('"');
        }
        return text.append('}').toString();
    }

    private void copyLabels(int number, int[] target) {
        for (int i = 0; i < index.labelCount(number); i++) {
            target[2 * i] = index.name(number, i);
            target[2 * i + 1] = index.value(number, i);
        }
    }

    /// How many series there are: places.
    int count() {
        return series.length;
    }

    /// The number in [HeadIndex] of the series at a place.
    int series(int place) {
        return series[place];
    }

    /// The place of a series, -1 when it is not wanted.
    int place(int number) {
        return places[number];
    }

    /// Series that the rules drop.
    int dropped() {
        return dropped;
    }

    /// Series that have other labels than before.
    int relabeled() {
        return relabeled;
    }

    int labelsLength(int place) {
        return 2 * (order == null ? index.labelCount(series[place]) : order.labelCount(place));
    }

    /// Puts the symbols of names and values in turn into an array.
    void copyLabelsOf(int place, int[] target) {
        if (order == null) {
            copyLabels(series[place], target);
            return;
        }
        for (int i = 0; i < order.labelCount(place); i++) {
            target[2 * i] = order.name(place, i);
            target[2 * i + 1] = order.value(place, i);
        }
    }

    /// Symbols are numbers from 0 to one less.
    int symbolCount() {
        return order == null ? index.symbolCount() : symbols.count();
    }

    byte[] symbolBytes(int symbol) {
        return order == null ? index.symbolBytes(symbol) : symbols.bytes(symbol);
    }

    /// The symbols that the series have, and maybe others, ascending by their bytes.
    int[] symbolsInOrder() {
        if (order != null) {
            return order.symbolsInOrder();
        }
        int[] all = new int[index.symbolCount()];
        for (int i = 0; i < all.length; i++) {
            all[i] = i;
        }
        return all;
    }
}
