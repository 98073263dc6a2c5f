package dev.headroom.analyze.engine;

import dev.headroom.tsdb.DataDirectoryException;
import dev.headroom.tsdb.merge.MergedSymbols;
import dev.headroom.tsdb.selector.Matcher;
import dev.headroom.tsdb.selector.Selector;
import dev.headroom.write.relabel.RelabelRules;
import dev.headroom.write.relabel.RelabelSymbols;
import dev.headroom.write.relabel.SeriesRelabeler;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// What is analyzed, as relabeling rules would leave it: a pass sees the new labels, and series that get the
/// same ones as one series.
///
/// Strings that the rules make up are found in a pass of their own and become symbols like any other, so that
/// ids ascend with the bytes. Another pass finds the label sets that several series get, by sorting hashes.
public final class Relabeling {
    private final RelabelRules rules;
    private final RelabelSymbols symbols;

    /// Hashes of the label sets that several series get, ascending.
    private final long[] shared;

    private final List<Selector> selectors;

    private Relabeling(RelabelRules rules, RelabelSymbols symbols, long[] shared, List<Selector> selectors) {
        this.rules = rules;
        this.symbols = symbols;
        this.shared = shared;
        this.selectors = selectors;
    }

    /// The same data, relabeled.
    ///
    /// @throws DataDirectoryException when Prometheus would not store what the rules make
    public static Sources apply(RelabelRules rules, Survey survey, Workers workers, Progress progress)
            throws DataDirectoryException {
        Sources as = survey.sources();
        RelabelSymbols symbols = new RelabelSymbols(as.symbols());
        Hashes hashes = hashes(rules, symbols, as, survey.span(), workers, progress);
        if (!hashes.storable) {
            throw unstorable(survey);
        }
        MergedSymbols merged = as.symbols();
        if (symbols.count() > symbols.baseCount()) {
            merged = merged.plus(symbols.made(), symbols.ranks());
            symbols = new RelabelSymbols(merged);
            Sources renamed = new Sources(as.blocks(), as.references(), as.head(), merged);
            hashes = hashes(rules, symbols, renamed, survey.span(), workers, progress);
        }
        Relabeling relabeling = new Relabeling(rules, symbols, hashes.shared(), List.of());
        return new Sources(as.blocks(), as.references(), as.head(), merged, Optional.of(relabeling));
    }

    /// Says that Prometheus would not store what rules make of a directory.
    public static DataDirectoryException unstorable(Survey survey) {
        return new DataDirectoryException(survey.directory().path()
                + ": the rules leave series that Prometheus would not store; headroom whatif says how many");
    }

    private static Hashes hashes(
            RelabelRules rules,
            RelabelSymbols symbols,
            Sources sources,
            Span span,
            Workers workers,
            Progress progress) {
        progress.start("series under the rules", sources.seriesEstimate());
        return new SeriesPass(sources, TimeRange.ALL, span, progress)
                .run(workers, () -> new Hashes(new SeriesRelabeler(rules, symbols)), List.of());
    }

    /// The hashes of all label sets that are left, and whether Prometheus would store them.
    private static final class Hashes implements SeriesCollector<Hashes> {
        private final SeriesRelabeler relabeler;
        private long[] hashes = new long[1 << 10];
        private int count;
        private boolean storable = true;

        Hashes(SeriesRelabeler relabeler) {
            this.relabeler = relabeler;
        }

        @Override
        public void add(SeriesView view) {
            if (relabeler.apply(view.labels(), view.labelsLength())) {
                storable &= relabeler.isStorable();
                add(LabelHash.of(relabeler.labels(), relabeler.labelsLength()));
            }
        }

        private void add(long hash) {
            if (count == hashes.length) {
                hashes = Arrays.copyOf(hashes, 2 * count);
            }
            hashes[count++] = hash;
        }

        @Override
        public void merge(Hashes other) {
            storable &= other.storable;
            for (int i = 0; i < other.count; i++) {
                add(other.hashes[i]);
            }
        }

        long[] shared() {
            return LabelHash.shared(Arrays.copyOf(hashes, count));
        }
    }

    /// The same with other series chosen, by their new labels.
    Relabeling select(List<Selector> chosen) {
        return new Relabeling(rules, symbols, shared, chosen);
    }

    /// For one thread: relabels series.
    public Labels labels() {
        return new Labels();
    }

    /// The labels of one series after another.
    public final class Labels {
        private final SeriesRelabeler relabeler = new SeriesRelabeler(rules, symbols);
        private final List<List<Asked>> asked = selectors.stream()
                .map(selector -> selector.matchers().stream().map(Asked::new).toList())
                .toList();
        private int group;

        /// Relabels a series; false when it is dropped, or not chosen.
        public boolean keep(int[] labels, int length) {
            if (!relabeler.apply(labels, length) || !isChosen()) {
                return false;
            }
            int found = Arrays.binarySearch(shared, LabelHash.of(relabeler.labels(), relabeler.labelsLength()));
            group = Math.max(-1, found);
            return true;
        }

        private boolean isChosen() {
            return asked.isEmpty()
                    || asked.stream()
                            .anyMatch(all -> all.stream()
                                    .allMatch(one -> one.takes(relabeler.labels(), relabeler.labelsLength())));
        }

        public int[] labels() {
            return relabeler.labels();
        }

        public int labelsLength() {
            return relabeler.labelsLength();
        }

        /// The number of the label set when several series get it, or -1.
        public int group() {
            return group;
        }
    }

    /// A matcher that is asked once per value.
    private final class Asked {
        private static final byte YES = 1;
        private static final byte NO = 2;

        private final Matcher matcher;
        private final int name;
        private final byte[] answers = new byte[symbols.count()];

        Asked(Matcher matcher) {
            this.matcher = matcher;
            name = symbols.id(matcher.nameUtf8());
        }

        boolean takes(int[] labels, int length) {
            for (int i = 0; i < length; i += 2) {
                if (labels[i] == name) {
                    int value = labels[i + 1];
                    if (answers[value] == 0) {
                        answers[value] = matcher.matches(symbols.bytes(value)) ? YES : NO;
                    }
                    return answers[value] == YES;
                }
            }
            return matcher.matchesEmpty();
        }
    }
}
