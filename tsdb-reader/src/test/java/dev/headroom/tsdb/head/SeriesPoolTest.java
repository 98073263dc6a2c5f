package dev.headroom.tsdb.head;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.tsdb.internal.RecordInput;
import dev.headroom.tsdb.wal.LabelsView;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

class SeriesPoolTest {
    /// A series record: names and values in turn, and whether the series is deleted after it.
    record Named(List<String> labels, boolean deleted) {}

    @Property
    void numbersLabelSetsAndPutsThemInOrder(@ForAll("someRecords") List<Named> records) {
        SeriesPool pool = new SeriesPool();
        List<List<String>> expected = new ArrayList<>();
        Map<List<String>, Integer> alive = new HashMap<>();
        for (Named record : records) {
            int number = pool.number(view(record.labels));
            if (!alive.containsKey(record.labels)) {
                alive.put(record.labels, expected.size());
                expected.add(record.labels);
            }
            assertThat(number).isEqualTo(alive.get(record.labels));
            assertThat(pool.count()).isEqualTo(expected.size());
            if (record.deleted) {
                pool.unlink(number);
                alive.remove(record.labels);
            }
        }

        HeadIndex index = pool.sorted();

        int[] order = IntStream.range(0, expected.size())
                .boxed()
                .sorted((left, right) -> compare(expected.get(left), expected.get(right)))
                .mapToInt(Integer::intValue)
                .toArray();
        assertThat(IntStream.range(0, index.seriesCount()).map(index::series)).containsExactly(box(order));
        for (int series = 0; series < order.length; series++) {
            assertThat(labels(index, series)).isEqualTo(expected.get(series));
        }
    }

    /// As in a log, where the next series is mostly the same target's.
    @Property
    void numbersNeighboursThatDifferInOneString(@ForAll("changes") List<Change> changes) {
        List<Named> records = new ArrayList<>();
        List<String> labels = List.of("a", "b", "ab", "a", "b", "");
        for (Change change : changes) {
            labels = change.apply(labels);
            records.add(new Named(labels, false));
        }
        numbersLabelSetsAndPutsThemInOrder(records);
    }

    /// Another string at a place; one more label behind the last place, or one less when the text is empty.
    record Change(int place, String text) {
        List<String> apply(List<String> labels) {
            List<String> changed = new ArrayList<>(labels);
            if (place < labels.size()) {
                changed.set(place, text);
            } else if (text.isEmpty()) {
                changed.subList(Math.max(0, labels.size() - 2), labels.size()).clear();
            } else {
                changed.addAll(List.of(text, text));
            }
            return changed;
        }
    }

    @Provide
    Arbitrary<List<Change>> changes() {
        return Combinators.combine(Arbitraries.integers().between(0, 9), strings())
                .as(Change::new)
                .list()
                .ofMaxSize(100);
    }

    @Provide
    Arbitrary<List<Named>> someRecords() {
        Arbitrary<String> strings = strings();
        return strings.list()
                .ofMaxSize(4)
                .flatMap(names -> strings.list().ofSize(names.size()).map(values -> {
                    List<String> labels = new ArrayList<>();
                    for (int i = 0; i < names.size(); i++) {
                        labels.add(names.get(i));
                        labels.add(values.get(i));
                    }
                    return labels;
                }))
                .flatMap(labels -> Arbitraries.frequencyOf(
                                Tuple.of(5, Arbitraries.just(false)), Tuple.of(1, Arbitraries.just(true)))
                        .map(deleted -> new Named(labels, deleted)))
                .list()
                .ofMaxSize(60);
    }

    private static Arbitrary<String> strings() {
        // U+FF5E is behind U+1F600 by chars, before it by bytes. Some look as if a label began or ended in them.
        return Arbitraries.of(
                "", "a", "ab", "b", "__name__", "\uff5e", "\ud83d\ude00", "\0", "\1a", "a\1a", "\1a\1a", "\1\1a\0");
    }

    private static int compare(List<String> left, List<String> right) {
        for (int i = 0; i < Math.min(left.size(), right.size()); i++) {
            int order = Arrays.compareUnsigned(bytes(left.get(i)), bytes(right.get(i)));
            if (order != 0) {
                return order;
            }
        }
        return Integer.compare(left.size(), right.size());
    }

    private static List<String> labels(HeadIndex index, int series) {
        List<String> labels = new ArrayList<>();
        for (int i = 0; i < index.labelCount(series); i++) {
            labels.add(index.symbol(index.name(series, i)));
            labels.add(index.symbol(index.value(series, i)));
        }
        return labels;
    }

    private static Integer[] box(int[] numbers) {
        return IntStream.of(numbers).boxed().toArray(Integer[]::new);
    }

    private static LabelsView view(List<String> labels) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(labels.size() / 2);
        for (String text : labels) {
            byte[] bytes = bytes(text);
            out.write(bytes.length);
            out.writeBytes(bytes);
        }
        LabelsView view = new LabelsView();
        view.read(new RecordInput().reset(out.toByteArray(), 0, out.size()));
        return view;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
