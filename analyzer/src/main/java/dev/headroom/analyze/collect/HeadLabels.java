package dev.headroom.analyze.collect;

import dev.headroom.analyze.engine.Relabeling;
import dev.headroom.analyze.engine.Sources;
import dev.headroom.tsdb.head.HeadIndex;
import java.util.Arrays;
import java.util.BitSet;

/// The labels of the head's series, one series after the other, as symbols.
interface HeadLabels {
    int symbolCount();

    /// Bytes of a symbol.
    int symbolLength(int symbol);

    /// Goes to a series, by number; false when it counts for none.
    boolean load(int number);

    /// How many labels the series has.
    int count();

    int name(int i);

    int value(int i);

    /// The labels that a pass over the sources sees.
    static HeadLabels of(Sources sources) {
        HeadIndex index = sources.head().orElseThrow().index();
        return sources.relabeling()
                .<HeadLabels>map(relabeling -> new Relabeled(sources, index, relabeling))
                .orElseGet(() -> new AsTheyAre(index));
    }

    /// The head's own.
    final class AsTheyAre implements HeadLabels {
        private final HeadIndex index;
        private int series;

        private AsTheyAre(HeadIndex index) {
            this.index = index;
        }

        @Override
        public int symbolCount() {
            return index.symbolCount();
        }

        @Override
        public int symbolLength(int symbol) {
            return index.symbolLength(symbol);
        }

        @Override
        public boolean load(int number) {
            series = number;
            return true;
        }

        @Override
        public int count() {
            return index.labelCount(series);
        }

        @Override
        public int name(int i) {
            return index.name(series, i);
        }

        @Override
        public int value(int i) {
            return index.value(series, i);
        }
    }

    /// Those that rules leave. Of series that get the same ones, the first that is looked at counts.
    final class Relabeled implements HeadLabels {
        private final Sources sources;
        private final HeadIndex index;
        private final Relabeling.Labels labels;
        private final int[] ids;
        private final BitSet seen = new BitSet();
        private int[] current = new int[64];

        private Relabeled(Sources sources, HeadIndex index, Relabeling relabeling) {
            this.sources = sources;
            this.index = index;
            labels = relabeling.labels();
            ids = sources.headIds();
        }

        @Override
        public int symbolCount() {
            return sources.symbols().count();
        }

        @Override
        public int symbolLength(int symbol) {
            return sources.symbols().length(symbol);
        }

        @Override
        public boolean load(int number) {
            int length = 2 * index.labelCount(number);
            if (current.length < length) {
                current = Arrays.copyOf(current, 2 * length);
            }
            for (int i = 0; i < length; i += 2) {
                current[i] = id(index.name(number, i / 2));
                current[i + 1] = id(index.value(number, i / 2));
            }
            if (!labels.keep(current, length) || (labels.group() >= 0 && seen.get(labels.group()))) {
                return false;
            }
            if (labels.group() >= 0) {
                seen.set(labels.group());
            }
            return true;
        }

        private int id(int symbol) {
            return ids == null ? symbol : ids[symbol];
        }

        @Override
        public int count() {
            return labels.labelsLength() / 2;
        }

        @Override
        public int name(int i) {
            return labels.labels()[2 * i];
        }

        @Override
        public int value(int i) {
            return labels.labels()[2 * i + 1];
        }
    }
}
