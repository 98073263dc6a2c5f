package dev.headroom.tsdb.index;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.testing.block.IndexImage;
import dev.headroom.tsdb.merge.MergedSymbols;
import dev.headroom.tsdb.selector.Selector;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/// Series chosen through postings against series looked at one by one.
class SeriesSelectionTest {
    private static final List<String> NAMES = List.of("__name__", "a", "b", "ü.label", "never");
    private static final List<String> VALUES = List.of("x", "y", "xy", "x.y", "ü", "two\nlines", "X");
    private static final List<String> REGEXES = List.of(
            "", ".*", ".+", "x", "x|y", "|x", "x.*", ".*y", "x?y?", "[^x]+", "(?i)x", "two.lines", "ü|\u00fc+", "no");

    /// A matcher as Prometheus writes it, and what it means.
    record Condition(String text, Predicate<Map<String, String>> holds) {
        @Override
        public String toString() {
            return text;
        }
    }

    @Property(tries = 300)
    void theChosenSeriesAreThoseThatMatch(
            @ForAll("labelSets") List<Map<String, String>> sets, @ForAll("selectors") List<List<Condition>> selectors)
            throws IOException {
        IndexImage.Builder builder = new IndexImage.Builder();
        sets.forEach(labels -> builder.series(labels, new IndexImage.Chunk(0, 1, 8)));
        Path file = Files.createTempFile("headroom-index", "");
        try {
            Files.write(file, builder.build().bytes());
            try (IndexFile index = IndexFile.open(file)) {
                List<Selector> parsed = selectors.stream()
                        .map(conditions -> Selector.parse(
                                conditions.stream().map(Condition::text).collect(Collectors.joining(",", "{", "}"))))
                        .toList();

                SeriesReferences chosen =
                        SeriesSelection.of(index, Postings.all(index, new PostingsTable(index)), parsed);

                assertThat(labels(index, chosen))
                        .isEqualTo(sets.stream()
                                .filter(labels -> selectors.stream()
                                        .anyMatch(conditions -> conditions.stream()
                                                .allMatch(condition -> condition.holds.test(labels))))
                                .toList());
            }
        } finally {
            Files.delete(file);
        }
    }

    private static List<Map<String, String>> labels(IndexFile index, SeriesReferences chosen) {
        SymbolTable symbols = new SymbolTable(index);
        MergedSymbols.of(List.of(symbols));
        SeriesCursor cursor = new SeriesCursor(index, symbols);
        List<Map<String, String>> all = new ArrayList<>();
        for (int i = 0; i < chosen.count(); i++) {
            cursor.read(chosen.reference(i));
            SortedMap<String, String> labels = new TreeMap<>();
            for (int n = 0; n < cursor.labelsLength(); n += 2) {
                labels.put(symbols.text(cursor.labels()[n]), symbols.text(cursor.labels()[n + 1]));
            }
            all.add(labels);
        }
        return all;
    }

    /// Distinct label sets in the order of an index.
    @Provide
    Arbitrary<List<Map<String, String>>> labelSets() {
        return Arbitraries.maps(Arbitraries.of(NAMES.subList(0, 4)), Arbitraries.of(VALUES))
                .ofMinSize(1)
                .ofMaxSize(4)
                .set()
                .ofMaxSize(40)
                .map(sets -> sets.stream().sorted(IndexImage.labelOrder()).toList());
    }

    @Provide
    Arbitrary<List<List<Condition>>> selectors() {
        Arbitrary<Condition> equal = Combinators.combine(Arbitraries.of(NAMES), values())
                .as((name, value) -> condition(name, "=", value, value::equals));
        Arbitrary<Condition> unequal = Combinators.combine(Arbitraries.of(NAMES), values())
                .as((name, value) -> condition(name, "!=", value, is -> !is.equals(value)));
        Arbitrary<Condition> match = Combinators.combine(Arbitraries.of(NAMES), Arbitraries.of(REGEXES))
                .as((name, regex) -> condition(name, "=~", regex, is -> matches(regex, is)));
        Arbitrary<Condition> mismatch = Combinators.combine(Arbitraries.of(NAMES), Arbitraries.of(REGEXES))
                .as((name, regex) -> condition(name, "!~", regex, is -> !matches(regex, is)));
        return Arbitraries.oneOf(equal, unequal, match, mismatch)
                .list()
                .ofMinSize(1)
                .ofMaxSize(3)
                .list()
                .ofMinSize(1)
                .ofMaxSize(2);
    }

    private static Arbitrary<String> values() {
        return Arbitraries.frequencyOf(Tuple.of(1, Arbitraries.just("")), Tuple.of(4, Arbitraries.of(VALUES)));
    }

    /// A series without the label has the empty value.
    private static Condition condition(String name, String operator, String value, Predicate<String> holds) {
        String quoted = value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
        return new Condition(
                "\"" + name + "\"" + operator + "\"" + quoted + "\"",
                labels -> holds.test(labels.getOrDefault(name, "")));
    }

    private static boolean matches(String regex, String value) {
        return Pattern.compile(regex, Pattern.DOTALL).matcher(value).matches();
    }
}
