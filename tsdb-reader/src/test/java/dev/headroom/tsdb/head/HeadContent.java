package dev.headroom.tsdb.head;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// Everything a head says, in plain collections: read twice, by counting and by going through the samples, which
/// have to agree.
final class HeadContent {
    final SortedMap<String, List<String>> samples = new TreeMap<>();
    final List<String> damage = new ArrayList<>();
    final int kept;
    final boolean torn;
    final long unknownSamples;

    private HeadContent(HeadReader head, long budget, boolean wholeChunks) throws IOException {
        Collector told = new Collector(wholeChunks);
        HeadTable table = head.count(told);
        kept = table.keptCount();
        torn = head.isTorn();
        unknownSamples = head.unknownSamples();
        head.damage().forEach(d -> damage.add(d.getMessage()));
        int seen = 0;
        for (HeadSamples all = head.samples(series -> true, budget); all.nextSeries(); ) {
            int series = all.series();
            List<String> lines = new ArrayList<>();
            int histograms = 0;
            long first = Long.MAX_VALUE;
            long last = Long.MIN_VALUE;
            boolean stale = false;
            while (all.next()) {
                assertThat(all.timestamp()).isGreaterThan(last);
                last = all.timestamp();
                first = Math.min(first, last);
                stale = all.isStale();
                histograms += all.isHistogram() ? 1 : 0;
                lines.add(last + " " + (stale ? "stale" : all.isHistogram() ? all.histogram() : all.value()));
                told.checkOff(series, last, stale, all.isHistogram());
            }
            assertThat(table.samples(series)).isEqualTo(lines.size());
            assertThat(table.histogramSamples(series)).isEqualTo(histograms);
            assertThat(table.firstTime(series)).isEqualTo(first);
            assertThat(table.lastTime(series)).isEqualTo(last);
            assertThat(table.endsStale(series)).isEqualTo(stale);
            samples.put(labels(head.index(), series), lines);
            seen++;
        }
        assertThat(seen).isEqualTo(kept);
        told.assertNothingLeft();
    }

    static HeadContent of(Path directory, long minValidTime) throws IOException {
        return of(directory, minValidTime, false);
    }

    static HeadContent of(Path directory, long minValidTime, boolean useSnapshot) throws IOException {
        HeadContent content = read(directory, minValidTime, useSnapshot, 1 << 20, true);
        HeadContent inPieces = read(directory, minValidTime, useSnapshot, 1, false);
        assertThat(inPieces.samples).isEqualTo(content.samples);
        return content;
    }

    private static HeadContent read(
            Path directory, long minValidTime, boolean useSnapshot, long budget, boolean wholeChunks)
            throws IOException {
        try (HeadReader head = HeadReader.open(directory, minValidTime, useSnapshot)) {
            return new HeadContent(head, budget, wholeChunks);
        }
    }

    private static String labels(HeadIndex index, int series) {
        List<String> pairs = new ArrayList<>();
        for (int i = 0; i < index.labelCount(series); i++) {
            pairs.add(index.symbol(index.name(series, i)) + "=" + index.symbol(index.value(series, i)));
            assertThat(index.valueOf(series, index.name(series, i))).isEqualTo(index.value(series, i));
            assertThat(index.find(index.symbol(index.name(series, i)))).isEqualTo(index.name(series, i));
        }
        return String.join(",", pairs);
    }

    /// A sink that is told of whole chunks, or of samples only.
    private static final class Collector implements SampleSink {
        private final boolean wholeChunks;
        private final Map<String, String> open = new TreeMap<>();
        private final Map<Integer, Integer> inChunks = new TreeMap<>();

        Collector(boolean wholeChunks) {
            this.wholeChunks = wholeChunks;
        }

        @Override
        public boolean chunk(int series, long minTime, long maxTime, int samples, boolean histogram, ChunkTimes times) {
            if (wholeChunks) {
                inChunks.merge(series, samples, Integer::sum);
            }
            return wholeChunks;
        }

        @Override
        public void sample(int series, long timestamp, boolean stale, boolean histogram, boolean outOfOrder) {
            assertThat(open.put(series + "@" + timestamp, stale + " " + histogram))
                    .isNull();
        }

        void checkOff(int series, long timestamp, boolean stale, boolean histogram) {
            String told = open.remove(series + "@" + timestamp);
            if (told == null) {
                assertThat(inChunks.merge(series, -1, Integer::sum))
                        .as("%d@%d", series, timestamp)
                        .isNotNegative();
            } else {
                assertThat(told).isEqualTo(stale + " " + histogram);
            }
        }

        void assertNothingLeft() {
            assertThat(open).isEmpty();
            assertThat(inChunks.values()).containsOnly(inChunks.isEmpty() ? new Integer[0] : new Integer[] {0});
        }
    }
}
