package dev.headroom.write.verify;

import dev.headroom.tsdb.CorruptionException;
import dev.headroom.tsdb.block.Block;
import dev.headroom.tsdb.chunk.ChunkReader;
import dev.headroom.tsdb.chunk.SampleCursor;
import dev.headroom.tsdb.histogram.Histogram;
import dev.headroom.tsdb.index.SeriesCursor;
import dev.headroom.tsdb.index.SeriesSelection;
import dev.headroom.write.relabel.LabelSet;
import dev.headroom.write.rewrite.Deletion;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;

/// Holds a rewritten block against its original: every sample of the original has to be in the new block, or to
/// be accounted for as merged, deleted or dropped, and there has to be no other.
///
/// It shares nothing with the code that rewrites but the reader and the meaning of a rule: each label set is
/// relabeled on its own, each sample is compared with the one that it should be, to the bit. First every series
/// of the original finds its place in the new block, then the samples of each new series are compared with
/// those of all that found it.
final class RewriteCheck {
    private static final int DROPPED = -2;

    private final Block original;
    private final Block rewritten;
    private final Expectation expectation;
    private final Findings findings;
    private final VerifyProgress progress;
    private final byte[][] symbols;
    private final SeriesIndex index;

    /// For each deletion the references that it selects.
    private final List<SeriesSelection> selections = new ArrayList<>();

    /// For each series of the original its place in the new block, [SeriesIndex#ABSENT] or [#DROPPED].
    private final int[] places;

    /// @param rewritten `null` when there is none because nothing should be left
    /// @throws CorruptionException when an index cannot be read
    RewriteCheck(Block original, Block rewritten, Expectation expectation, Findings findings, VerifyProgress progress) {
        this.original = original;
        this.rewritten = rewritten;
        this.expectation = expectation;
        this.findings = findings;
        this.progress = progress;
        symbols = SeriesIndex.symbolsOf(original.symbols());
        index = rewritten == null ? null : new SeriesIndex(rewritten);
        places = new int[original.allSeries().count()];
        for (Deletion deletion : expectation.deletions()) {
            selections.add(SeriesSelection.of(original.index(), original.allSeries(), List.of(deletion.selector())));
        }
    }

    int originalSeries() {
        return places.length;
    }

    int rewrittenSeries() {
        return rewritten == null ? 0 : rewritten.allSeries().count();
    }

    /// Finds the place of these series of the original, and accounts for those that have none.
    Accounting place(int from, int to) {
        SeriesCursor series = new SeriesCursor(original.index(), original.symbols());
        SeriesCursor probe = index == null ? null : index.cursor();
        ChunkReader reader = new ChunkReader(original.chunks());
        Accounting accounting = Accounting.NONE;
        for (int position = from; position < to; position++) {
            series.read(original.allSeries().reference(position));
            LabelSet labels = SeriesIndex.labels(series, symbols);
            Optional<LabelSet> relabeled = expectation.rules().apply(labels);
            if (relabeled.isEmpty()) {
                places[position] = DROPPED;
            } else {
                places[position] = index == null ? SeriesIndex.ABSENT : index.find(relabeled.get(), probe);
            }
            if (places[position] < 0) {
                accounting = accounting.plus(homeless(samples(reader, series), labels, relabeled));
            }
        }
        progress.add(to - from);
        return accounting;
    }

    /// Counts the samples of a series that has no place in the new block.
    private Accounting homeless(SeriesSamples samples, LabelSet labels, Optional<LabelSet> relabeled) {
        long left = 0;
        while (samples.next()) {
            left++;
        }
        long deleted = samples.deletedCount();
        if (relabeled.isPresent() && left > 0) {
            findings.add(
                    Finding.Kind.DIFFERENCE,
                    labels + ": its " + left + " samples are nowhere, expected them in " + relabeled.get());
        }
        long dropped = relabeled.isEmpty() ? left : 0;
        return new Accounting(left + deleted, 0, 0, deleted, dropped, 0);
    }

    private SeriesSamples samples(ChunkReader reader, SeriesCursor series) {
        return new SeriesSamples(reader, series, deleted(series.reference()));
    }

    /// The deleted intervals of a series of the original, ascending and not overlapping.
    private long[] deleted(long reference) {
        long[] tombstones = original.tombstones().of(reference);
        List<long[]> intervals = new ArrayList<>();
        for (int i = 0; i < tombstones.length; i += 2) {
            intervals.add(new long[] {tombstones[i], tombstones[i + 1]});
        }
        for (int i = 0; i < selections.size(); i++) {
            if (contains(selections.get(i), reference)) {
                Deletion deletion = expectation.deletions().get(i);
                intervals.add(new long[] {deletion.from(), deletion.to()});
            }
        }
        if (intervals.isEmpty()) {
            return tombstones;
        }
        intervals.sort(Comparator.comparingLong(interval -> interval[0]));
        List<long[]> joined = new ArrayList<>();
        for (long[] interval : intervals) {
            if (!joined.isEmpty() && interval[0] <= joined.getLast()[1]) {
                joined.getLast()[1] = Math.max(joined.getLast()[1], interval[1]);
            } else {
                joined.add(interval);
            }
        }
        return joined.stream().flatMapToLong(Arrays::stream).toArray();
    }

    private static boolean contains(SeriesSelection selection, long reference) {
        int low = 0;
        int high = selection.count() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            long there = selection.reference(middle);
            if (there == reference) {
                return true;
            }
            if (there < reference) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return false;
    }

    /// The series of the original by their place in the new block.
    Places places() {
        return new Places(places, rewrittenSeries());
    }

    /// Which series of the original went to each place, in the original's order.
    static final class Places {
        private final int[] starts;
        private final int[] sources;

        Places(int[] places, int count) {
            starts = new int[count + 1];
            for (int place : places) {
                if (place >= 0) {
                    starts[place + 1]++;
                }
            }
            for (int i = 0; i < count; i++) {
                starts[i + 1] += starts[i];
            }
            sources = new int[starts[count]];
            int[] next = Arrays.copyOf(starts, count);
            for (int position = 0; position < places.length; position++) {
                if (places[position] >= 0) {
                    sources[next[places[position]]++] = position;
                }
            }
        }
    }

    /// Compares the samples of these series of the new block.
    Accounting compare(Places from, int first, int last) {
        SeriesCursor series = index.cursor();
        SeriesCursor source = new SeriesCursor(original.index(), original.symbols());
        ChunkReader reader = new ChunkReader(rewritten.chunks());
        ChunkReader sourceReader = new ChunkReader(original.chunks());
        Accounting accounting = Accounting.NONE;
        for (int place = first; place < last; place++) {
            series.read(rewritten.allSeries().reference(place));
            List<SeriesSamples> sources = new ArrayList<>();
            for (int i = from.starts[place]; i < from.starts[place + 1]; i++) {
                source.read(original.allSeries().reference(from.sources[i]));
                sources.add(samples(sourceReader, source));
            }
            SeriesSamples actual =
                    new SeriesSamples(reader, series, rewritten.tombstones().of(series.reference()));
            accounting = accounting.plus(new SeriesComparison(index.labels(series), sources, actual).run());
        }
        progress.add(last - first);
        return accounting;
    }

    /// One new series against those that it was made of.
    private final class SeriesComparison {
        private final LabelSet labels;
        private final List<SeriesSamples> sources;
        private final SeriesSamples actual;
        private final PriorityQueue<Integer> queue;
        private final List<Integer> atOneTime = new ArrayList<>();
        private boolean told;
        private long read;
        private long kept;
        private long merged;
        private long found;

        SeriesComparison(LabelSet labels, List<SeriesSamples> sources, SeriesSamples actual) {
            this.labels = labels;
            this.sources = sources;
            this.actual = actual;
            queue = new PriorityQueue<>(
                    Math.max(1, sources.size()),
                    Comparator.<Integer>comparingLong(
                                    i -> sources.get(i).sample().timestamp())
                            .thenComparingInt(i -> i));
        }

        Accounting run() {
            for (int i = 0; i < sources.size(); i++) {
                if (sources.get(i).next()) {
                    queue.add(i);
                }
            }
            boolean more = nextActual();
            while (!queue.isEmpty()) {
                takeOneTime();
                long time = sources.get(atOneTime.getFirst()).sample().timestamp();
                while (more && actual.sample().timestamp() < time) {
                    tell("has a sample at " + actual.sample().timestamp() + " that no original has");
                    more = nextActual();
                }
                if (more && actual.sample().timestamp() == time) {
                    kept++;
                    checkValue(time);
                    more = nextActual();
                } else {
                    tell("has no sample at " + time);
                }
                merged += atOneTime.size() - 1;
                for (int i : atOneTime) {
                    if (sources.get(i).next()) {
                        queue.add(i);
                    }
                }
            }
            while (more) {
                tell("has a sample at " + actual.sample().timestamp() + " that no original has");
                more = nextActual();
            }
            if (actual.deletedCount() > 0) {
                tell("has tombstones");
            }
            long deleted =
                    sources.stream().mapToLong(SeriesSamples::deletedCount).sum();
            return new Accounting(read + deleted, kept, merged, deleted, 0, found);
        }

        private boolean nextActual() {
            if (actual.next()) {
                found++;
                return true;
            }
            return false;
        }

        /// Takes the sources whose next sample is the earliest, in the order of the original.
        private void takeOneTime() {
            atOneTime.clear();
            atOneTime.add(queue.poll());
            long time = sources.get(atOneTime.getFirst()).sample().timestamp();
            while (!queue.isEmpty() && sources.get(queue.peek()).sample().timestamp() == time) {
                atOneTime.add(queue.poll());
            }
            read += atOneTime.size();
        }

        private void checkValue(long time) {
            SampleCursor is = actual.sample();
            SampleCursor first = sources.get(atOneTime.getFirst()).sample();
            if (atOneTime.size() == 1) {
                if (!same(first, is)) {
                    tell("has another value at " + time + ": " + shown(is) + ", not " + shown(first));
                }
                return;
            }
            boolean right = switch (expectation.collision()) {
                case FIRST -> same(first, is);
                case LAST -> same(sources.get(atOneTime.getLast()).sample(), is);
                case EQUAL ->
                    same(first, is)
                            && atOneTime.stream()
                                    .allMatch(i -> sameValue(sources.get(i).sample(), is));
                case SUM, MAX -> isCombined(is);
            };
            if (!right) {
                tell("has at " + time + ", where " + atOneTime.size() + " series meet, " + shown(is));
            }
        }

        private boolean isCombined(SampleCursor is) {
            List<SampleCursor> samples = atOneTime.stream()
                    .map(i -> sources.get(i).sample())
                    .filter(sample -> !sample.isStale())
                    .toList();
            if (samples.isEmpty() || is.isStale()) {
                return samples.isEmpty() && is.isStale();
            }
            boolean sum = expectation.collision() == Expectation.Collision.SUM;
            if (is.isHistogram()) {
                if (!samples.stream().allMatch(SampleCursor::isHistogram)) {
                    return false;
                }
                List<Histogram> histograms =
                        samples.stream().map(SampleCursor::histogram).toList();
                return sum ? HistogramSum.is(is.histogram(), histograms) : isLargest(is.histogram(), histograms);
            }
            if (samples.stream().anyMatch(SampleCursor::isHistogram)) {
                return false;
            }
            double expected = samples.getFirst().value();
            for (SampleCursor sample : samples.subList(1, samples.size())) {
                expected = sum ? expected + sample.value() : larger(expected, sample.value());
            }
            return is.value() == expected || (Double.isNaN(is.value()) && Double.isNaN(expected));
        }

        private static double larger(double left, double right) {
            return Double.isNaN(left) || right > left ? right : left;
        }

        /// Whether it is the one with the most observations, the first of them.
        private static boolean isLargest(Histogram is, List<Histogram> histograms) {
            Histogram largest = histograms.getFirst();
            for (Histogram histogram : histograms) {
                largest = histogram.count() > largest.count() ? histogram : largest;
            }
            return largest.saysTheSame(is);
        }

        /// One line for each series is enough.
        private void tell(String difference) {
            if (!told) {
                told = true;
                findings.add(Finding.Kind.DIFFERENCE, labels + " " + difference);
            }
        }
    }

    private static boolean same(SampleCursor expected, SampleCursor is) {
        return expected.startTimestamp() == is.startTimestamp() && sameValue(expected, is);
    }

    private static boolean sameValue(SampleCursor expected, SampleCursor is) {
        if (expected.isHistogram() != is.isHistogram()) {
            return false;
        }
        if (expected.isStale() || is.isStale()) {
            return expected.isStale() && is.isStale();
        }
        return expected.isHistogram()
                ? expected.histogram().saysTheSame(is.histogram())
                : Double.doubleToRawLongBits(expected.value()) == Double.doubleToRawLongBits(is.value());
    }

    private static String shown(SampleCursor sample) {
        if (sample.isStale()) {
            return "a staleness marker";
        }
        if (!sample.isHistogram()) {
            return Double.toString(sample.value());
        }
        Histogram histogram = sample.histogram();
        return "a histogram with the count " + histogram.count() + " and the sum " + histogram.sum();
    }
}
