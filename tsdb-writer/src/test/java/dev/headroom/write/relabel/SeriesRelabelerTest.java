package dev.headroom.write.relabel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.tsdb.merge.MergedSymbols;
import dev.headroom.tsdb.merge.SymbolSource;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/// Relabeling in integers does what relabeling one label set does.
class SeriesRelabelerTest {
    private static final String[] NAMES = {"__name__", "a", "b", "ab", "é.x", "pod"};
    private static final String[] TEXTS = {"", "a", "b", "ab", "ba", "A", "é", "a;b", "b;", "pod", "x\n", "1", "0"};
    private static final String[] REGEXES = {
        "(.*)", "a", "a|b", "(a)(b?)", ".+", "", "[a-b](.*)", "(.)(.)?.*", "pod|é.x"
    };
    private static final String[] REPLACEMENTS = {"$1", "x", "", "$2", "${1}_$1", "a", "$0$2"};
    private static final String[] TARGETS = {"a", "b", "new", "$1", "é.x", "__tmp", "pod"};

    /// Strings as the symbols of a block.
    static final class Symbols implements SymbolSource {
        private final List<byte[]> sorted = new ArrayList<>();
        private int at = -1;

        Symbols(List<byte[]> symbols) {
            TreeSet<byte[]> distinct = new TreeSet<>(Arrays::compareUnsigned);
            distinct.addAll(symbols);
            sorted.addAll(distinct);
        }

        @Override
        public int count() {
            return sorted.size();
        }

        @Override
        public boolean next() {
            return ++at < sorted.size();
        }

        @Override
        public byte[] bytes() {
            return sorted.get(at);
        }

        @Override
        public int offset() {
            return 0;
        }

        @Override
        public int length() {
            return bytes().length;
        }

        @Override
        public void seek(int ordinal) {
            at = ordinal;
        }
    }

    private static MergedSymbols symbolsOf(List<LabelSet> sets) {
        List<byte[]> symbols = new ArrayList<>();
        sets.forEach(set -> symbols.addAll(set.pairs()));
        return MergedSymbols.of(List.of(new Symbols(symbols)));
    }

    private static int[] ids(LabelSet labels, RelabelSymbols symbols) {
        return labels.pairs().stream().mapToInt(symbols::id).toArray();
    }

    private static LabelSet labels(SeriesRelabeler relabeler, RelabelSymbols symbols) {
        List<byte[]> pairs = new ArrayList<>();
        for (int i = 0; i < relabeler.labelsLength(); i++) {
            pairs.add(symbols.bytes(relabeler.labels()[i]));
        }
        return LabelSet.of(pairs);
    }

    @Provide
    Arbitrary<List<LabelSet>> labelSets() {
        Arbitrary<LabelSet> set = Combinators.combine(
                        Arbitraries.subsetOf(NAMES).ofMinSize(1),
                        Arbitraries.of(TEXTS).list().ofSize(NAMES.length))
                .as((names, values) -> {
                    List<String> pairs = new ArrayList<>();
                    int i = 0;
                    for (String name : names) {
                        pairs.add(name);
                        pairs.add(values.get(i++));
                    }
                    return LabelSet.of(pairs.toArray(String[]::new));
                });
        return set.list().ofMinSize(1).ofMaxSize(30);
    }

    @Provide
    Arbitrary<RelabelRules> rules() {
        Arbitrary<RelabelRule> rule = Combinators.combine(
                        Arbitraries.of(Action.class),
                        Arbitraries.of(NAMES).list().ofMaxSize(3),
                        Arbitraries.of(REGEXES),
                        Arbitraries.of(TARGETS),
                        Arbitraries.of(REPLACEMENTS))
                .as((action, sources, regex, target, replacement) -> {
                    RelabelRule.Builder builder = RelabelRule.of(action);
                    if (!action.comparesTarget()) {
                        builder.regex(regex);
                    }
                    if (action == Action.HASHMOD) {
                        builder.modulus(3);
                    }
                    if (action.needsTarget()) {
                        builder.targetLabel(target);
                    }
                    if (!action.looksAtNames()) {
                        builder.sourceLabels(sources.toArray(String[]::new));
                    }
                    if (action == Action.REPLACE || (action == Action.LABELMAP && !replacement.isEmpty())) {
                        builder.replacement(replacement);
                    }
                    return builder.build();
                });
        return rule.list().ofMaxSize(8).map(RelabelRules::new);
    }

    @Property(tries = 2000)
    void itIsWhatTheRulesDo(@ForAll("labelSets") List<LabelSet> sets, @ForAll("rules") RelabelRules rules) {
        RelabelSymbols symbols = new RelabelSymbols(symbolsOf(sets));
        SeriesRelabeler relabeler = new SeriesRelabeler(rules, symbols);
        // Twice: decided, and looked up.
        for (int round = 0; round < 2; round++) {
            for (LabelSet set : sets) {
                int[] ids = ids(set, symbols);
                boolean kept = relabeler.apply(ids, ids.length);
                Optional<LabelSet> expected = rules.apply(set);
                assertThat(kept).isEqualTo(expected.isPresent());
                if (kept) {
                    LabelSet actual = labels(relabeler, symbols);
                    assertThat(actual).isEqualTo(expected.orElseThrow());
                    assertThat(relabeler.changed()).isEqualTo(!actual.equals(set));
                    assertThat(Arrays.copyOf(relabeler.labels(), relabeler.labelsLength()))
                            .isEqualTo(ids(actual, symbols));
                }
            }
        }
        checkOrder(symbols);
    }

    /// All ways to compare symbols agree with their bytes.
    private static void checkOrder(RelabelSymbols symbols) {
        int[] ranks = symbols.ranks();
        for (int a = 0; a < symbols.count(); a++) {
            assertThat(symbols.id(symbols.bytes(a))).isEqualTo(a);
            for (int b = 0; b < symbols.count(); b++) {
                int expected = Integer.signum(Arrays.compareUnsigned(symbols.bytes(a), symbols.bytes(b)));
                if (Integer.signum(symbols.compare(a, b)) != expected
                        || Integer.compare(ranks[a], ranks[b]) != expected) {
                    throw new AssertionError("order of " + a + " and " + b);
                }
            }
        }
    }

    @Test
    void rulesLookAtAnyNumberOfNames() {
        String[] pairs = new String[2 * 100];
        for (int i = 0; i < pairs.length; i += 2) {
            pairs[i] = "label_%03d".formatted(i / 2);
            pairs[i + 1] = "x";
        }
        LabelSet set = LabelSet.of(pairs);
        RelabelRules rules = RelabelRules.parse(
                "rules.yml",
                "[{regex: 'label_(.*[02468])', action: labelmap}, {regex: 'label_.*5', action: labeldrop}]",
                null);
        RelabelSymbols symbols = new RelabelSymbols(symbolsOf(List.of(set)));
        SeriesRelabeler relabeler = new SeriesRelabeler(rules, symbols);
        int[] ids = ids(set, symbols);
        assertThat(relabeler.apply(ids, ids.length)).isTrue();
        assertThat(labels(relabeler, symbols)).isEqualTo(rules.apply(set).orElseThrow());
    }

    @Test
    void moreCombinationsThanAreRememberedAreRightAll() {
        List<byte[]> values = new ArrayList<>();
        int count = Combinations.MOST + Combinations.MOST / 2;
        for (int i = 0; i < count; i++) {
            values.add(("pod-" + i).getBytes(StandardCharsets.US_ASCII));
        }
        byte[] name = "pod".getBytes(StandardCharsets.US_ASCII);
        values.add(name);
        RelabelSymbols symbols = new RelabelSymbols(MergedSymbols.of(List.of(new Symbols(values))));
        SeriesRelabeler relabeler = new SeriesRelabeler(
                RelabelRules.parse(
                        "rules.yml",
                        "- {source_labels: [pod], regex: pod-(.*), target_label: number}\n"
                                + "- {regex: pod, action: labeldrop}",
                        null),
                symbols);
        int nameId = symbols.id(name);
        for (int i = 0; i < count; i++) {
            assertThat(relabeler.apply(new int[] {nameId, symbols.id(values.get(i))}, 2))
                    .isTrue();
            String value = new String(symbols.bytes(relabeler.labels()[1]), StandardCharsets.US_ASCII);
            if (!value.equals(Integer.toString(i))) {
                assertThat(value).isEqualTo(Integer.toString(i));
            }
        }
    }

    @Test
    void whatPrometheusWouldNotStoreIsTold() {
        RelabelSymbols symbols = new RelabelSymbols(symbolsOf(List.of(LabelSet.of("__name__", "up", "a", "x"))));
        int[] up = ids(LabelSet.of("__name__", "up", "a", "x"), symbols);
        assertThat(isStorable("{regex: a, action: labeldrop}", symbols, up)).isTrue();
        assertThat(isStorable("{regex: __name__, action: labeldrop}", symbols, up))
                .isFalse();
        assertThat(isStorable("{regex: a, replacement: '$2', action: labelmap}", symbols, up))
                .isFalse();
        int[] unnamed = ids(LabelSet.of("a", "x"), symbols);
        assertThat(isStorable("{regex: z, action: labeldrop}", symbols, unnamed))
                .isTrue();
    }

    private static boolean isStorable(String rule, RelabelSymbols symbols, int[] labels) {
        SeriesRelabeler relabeler = new SeriesRelabeler(RelabelRules.parse("rules.yml", "- " + rule, null), symbols);
        assertThat(relabeler.apply(labels, labels.length)).isTrue();
        return relabeler.isStorable();
    }
}
