package dev.headroom.analyze.engine;

import dev.headroom.tsdb.head.HeadIndex;
import dev.headroom.tsdb.index.SeriesCursor;
import dev.headroom.tsdb.merge.BlockSeries;
import dev.headroom.tsdb.merge.MergedSeries;
import dev.headroom.tsdb.merge.SeriesSource;
import java.util.Arrays;

/// Where the series stand that get the same labels as others: sixteen bytes for each, once for each source.
final class Members {
    /// Groups and sources, in one number each so that sorting puts a group's series in the order of the
    /// sources.
    private long[] places = new long[64];

    /// References in blocks, numbers in the head.
    private long[] series = new long[64];

    private int count;
    private int[] order = {};

    /// Is told of the series of a group.
    interface Group {
        /// @param from position of the first of them
        /// @param to position behind the last
        void members(int from, int to);
    }

    /// Adds a stream's current series.
    void add(int group, MergedSeries<SeriesSource> merged) {
        for (int i = 0; i < merged.presentCount(); i++) {
            long one = switch (merged.present(i)) {
                case BlockSeries source -> source.series().reference();
                case HeadIndex.Series source -> source.number();
                default -> throw new IllegalStateException("a source that is neither block nor head");
            };
            add((long) group << 32 | merged.presentIndex(i), one);
        }
    }

    private void add(long place, long one) {
        if (count == places.length) {
            places = Arrays.copyOf(places, 2 * count);
            series = Arrays.copyOf(series, 2 * count);
        }
        places[count] = place;
        series[count++] = one;
    }

    void addAll(Members others) {
        for (int i = 0; i < others.count; i++) {
            add(others.places[i], others.series[i]);
        }
    }

    boolean isAny() {
        return count > 0;
    }

    /// Goes through the groups.
    void groups(Group visitor) {
        Integer[] sorted = new Integer[count];
        Arrays.setAll(sorted, i -> i);
        Arrays.sort(sorted, (a, b) -> {
            int byPlace = Long.compare(places[a], places[b]);
            return byPlace != 0 ? byPlace : Long.compare(series[a], series[b]);
        });
        order = Arrays.stream(sorted).mapToInt(Integer::intValue).toArray();
        for (int from = 0; from < count; ) {
            int to = from + 1;
            while (to < count && places[order[to]] >> 32 == places[order[from]] >> 32) {
                to++;
            }
            visitor.members(from, to);
            from = to;
        }
    }

    private int source(int position) {
        return (int) places[order[position]];
    }

    private SeriesCursor read(Sources sources, int position) {
        SeriesCursor cursor = new SeriesCursor(
                sources.blocks().get(source(position)).index(),
                sources.blocks().get(source(position)).symbols());
        cursor.read(series[order[position]]);
        return cursor;
    }

    /// Relabels the series at a position.
    void labels(Sources sources, int position, Relabeling.Labels relabeled) {
        if (source(position) == sources.blocks().size()) {
            int[] labels =
                    sources.head().orElseThrow().index().labels((int) series[order[position]], sources.headIds());
            relabeled.keep(labels, labels.length);
            return;
        }
        SeriesCursor cursor = read(sources, position);
        int[] ids = sources.symbols().idsOf(source(position));
        int[] labels = Arrays.copyOf(cursor.labels(), cursor.labelsLength());
        for (int i = 0; ids != null && i < labels.length; i++) {
            labels[i] = ids[labels[i]];
        }
        relabeled.keep(labels, labels.length);
    }

    /// Adds the series at a position to a view.
    void addTo(SeriesView view, Sources sources, int position) {
        int source = source(position);
        if (source == sources.blocks().size()) {
            view.add((int) series[order[position]]);
        } else {
            view.add(source, sources.blocks().get(source), read(sources, position));
        }
    }
}
