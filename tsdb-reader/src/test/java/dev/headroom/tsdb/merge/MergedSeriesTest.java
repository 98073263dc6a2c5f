package dev.headroom.tsdb.merge;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/// Merged series against a sorted map from label sets to the sources that have them.
class MergedSeriesTest {
    @Property(tries = 1000)
    void everyDistinctLabelSetComesOnceInOrder(@ForAll("sources") List<List<int[]>> sources) {
        mergesLikeASortedMap(sources);
    }

    /// As in blocks that follow one another.
    @Property(tries = 1000)
    void sourcesWithNearlyTheSameSeriesComeTogether(@ForAll("similarSources") List<List<int[]>> sources) {
        mergesLikeASortedMap(sources);
    }

    private static void mergesLikeASortedMap(List<List<int[]>> sources) {
        SortedMap<int[], List<Integer>> expected = new TreeMap<>(MergedSeriesTest::compare);
        for (int i = 0; i < sources.size(); i++) {
            for (int[] labels : sources.get(i)) {
                expected.computeIfAbsent(labels, key -> new ArrayList<>()).add(i);
            }
        }

        List<Source> cursors = sources.stream().map(Source::new).toList();
        MergedSeries<Source> merged = new MergedSeries<>(cursors);
        List<String> actual = new ArrayList<>();
        int[] before = {};
        while (merged.next()) {
            int unchanged = merged.changedFrom();
            assertThat(Arrays.copyOf(merged.labels(), unchanged)).isEqualTo(Arrays.copyOf(before, unchanged));
            assertThat(unchanged).isLessThanOrEqualTo(before.length).isLessThanOrEqualTo(merged.labelsLength());
            before = Arrays.copyOf(merged.labels(), merged.labelsLength());
            List<Integer> present = new ArrayList<>();
            for (int i = 0; i < merged.presentCount(); i++) {
                present.add(merged.presentIndex(i));
                assertThat(merged.present(i)).isSameAs(cursors.get(merged.presentIndex(i)));
                // Every one of them stands at the series.
                assertThat(labels(merged.present(i))).isEqualTo(Arrays.copyOf(merged.labels(), merged.labelsLength()));
            }
            actual.add(Arrays.toString(Arrays.copyOf(merged.labels(), merged.labelsLength())) + present);
        }

        List<String> wanted = new ArrayList<>();
        expected.forEach((labels, present) -> wanted.add(Arrays.toString(labels) + present));
        assertThat(actual).isEqualTo(wanted);
        assertThat(merged.next()).isFalse();
    }

    /// Label sets of names 0 to 3 and values 0 to 2: many in several sources, some that begin others.
    @Provide
    Arbitrary<List<List<int[]>>> sources() {
        Arbitrary<int[]> labels = Arbitraries.integers()
                .between(-1, 2)
                .array(int[].class)
                .ofSize(4)
                .map(values -> {
                    List<Integer> pairs = new ArrayList<>();
                    for (int name = 0; name < values.length; name++) {
                        if (values[name] >= 0) {
                            pairs.add(name);
                            pairs.add(values[name]);
                        }
                    }
                    return pairs.stream().mapToInt(Integer::intValue).toArray();
                });
        return labels.list()
                .ofMaxSize(30)
                .map(list -> {
                    SortedSet<int[]> sorted = new TreeSet<>(MergedSeriesTest::compare);
                    sorted.addAll(list);
                    return List.copyOf(sorted);
                })
                .list()
                .ofMaxSize(7);
    }

    /// Up to seven lists of one list of label sets, each without a few of them.
    @Provide
    Arbitrary<List<List<int[]>>> similarSources() {
        return sources()
                .filter(lists -> !lists.isEmpty())
                .map(List::getFirst)
                .flatMap(common -> Arbitraries.integers()
                        .between(0, 9)
                        .list()
                        .ofSize(common.size())
                        .map(chances -> IntStream.range(0, common.size())
                                .filter(i -> chances.get(i) > 0)
                                .mapToObj(common::get)
                                .toList())
                        .list()
                        .ofMinSize(2)
                        .ofMaxSize(7));
    }

    /// Label by label; the set that ends first is the smaller one.
    private static int compare(int[] left, int[] right) {
        return Arrays.compare(left, right);
    }

    private static int[] labels(Source source) {
        return Arrays.copyOf(source.labels(), source.labelsLength());
    }

    /// Reuses one array, longer than needed and with old labels behind the end, as cursors do.
    private static final class Source implements SeriesSource {
        private final List<int[]> series;
        private final int[] labels = new int[12];
        private int length;
        private int changedFrom;
        private int next;

        Source(List<int[]> series) {
            this.series = series;
            Arrays.fill(labels, 99);
        }

        @Override
        public boolean next() {
            if (next == series.size()) {
                return false;
            }
            int[] current = series.get(next++);
            changedFrom = Math.max(0, Arrays.mismatch(current, 0, current.length, labels, 0, length));
            System.arraycopy(current, 0, labels, 0, current.length);
            length = current.length;
            return true;
        }

        @Override
        public int[] labels() {
            return labels;
        }

        @Override
        public int labelsLength() {
            return length;
        }

        @Override
        public int changedFrom() {
            return changedFrom;
        }
    }
}
