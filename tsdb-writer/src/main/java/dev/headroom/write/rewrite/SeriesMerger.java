package dev.headroom.write.rewrite;

import dev.headroom.tsdb.CorruptionException;
import dev.headroom.tsdb.chunk.Encoding;
import dev.headroom.tsdb.chunk.SampleCursor;
import dev.headroom.tsdb.histogram.CounterReset;
import dev.headroom.tsdb.histogram.Histogram;
import dev.headroom.tsdb.index.SeriesCursor;
import dev.headroom.tsdb.units.Timestamps;
import dev.headroom.write.chunk.SampleAppender;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/// Makes one series of several that get the same labels.
///
/// Chunks that overlap no other chunk are copied as they are. The others are decoded and their samples put into
/// new chunks, in the order of time.
final class SeriesMerger {
    /// As Prometheus does where it merges overlapping chunks.
    private static final int SAMPLES_PER_CHUNK = 120;

    private final BlockRewrite rewrite;
    private final List<Source> idle = new ArrayList<>();
    private Source[] meeting = new Source[4];
    private long shared;

    /// A chunk of one of the series.
    ///
    /// @param series place of the series among those that are merged, in the order of the old labels
    private record Piece(int series, long minTime, long maxTime, long chunk, Cut cut) {}

    /// What is deleted of a series.
    private static final class Cut {
        private final long[] ranges;

        Cut(long[] ranges) {
            this.ranges = ranges;
        }
    }

    /// The samples of a chunk, without those that are deleted.
    private static final class Source {
        private final SampleCursor samples = new SampleCursor();
        private byte[] buffer = {};
        private Piece piece;
        private boolean hasSample;
        private boolean startTimestamps;
        private Histogram histogram;

        void next() {
            while (samples.next()) {
                if (!DeletedRanges.contain(piece.cut.ranges, samples.timestamp())) {
                    histogram = samples.isHistogram() ? samples.histogram() : null;
                    hasSample = true;
                    return;
                }
            }
            hasSample = false;
        }
    }

    SeriesMerger(BlockRewrite rewrite) {
        this.rewrite = rewrite;
    }

    /// Writes the series of these places as one.
    ///
    /// @param onCollision `null` to look at no sample and add all chunks as they are, which only a measure
    /// takes
    void merge(int from, int to, OnCollision onCollision) throws IOException {
        shared = 0;
        List<Piece> pieces = new ArrayList<>();
        SeriesCursor series = rewrite.series();
        for (int place = from; place < to; place++) {
            series.read(rewrite.plan().reference(place));
            long[] cut = rewrite.plan().deleted().of(series.reference());
            rewrite.startLog();
            for (int i = 0; i < series.chunkCount(); i++) {
                rewrite.readHeader(series.chunkReference(i));
                if (!DeletedRanges.cover(cut, series.minTime(i), series.maxTime(i))) {
                    pieces.add(new Piece(
                            place - from,
                            series.minTime(i),
                            series.maxTime(i),
                            series.chunkReference(i),
                            new Cut(cut)));
                    rewrite.countKept(series.minTime(i), series.maxTime(i), cut);
                }
            }
            if (to - from > 1) {
                rewrite.logSeries(place, "merged");
            }
        }
        pieces.sort(Comparator.comparingLong(Piece::minTime).thenComparingInt(Piece::series));
        for (int i = 0; i < pieces.size(); ) {
            int end = i + 1;
            long last = pieces.get(i).maxTime;
            while (end < pieces.size() && pieces.get(end).minTime <= last) {
                last = Math.max(last, pieces.get(end++).maxTime);
            }
            Piece piece = pieces.get(i);
            if (end - i > 1 && onCollision == null) {
                addPieces(pieces.subList(i, end));
            } else if (end - i > 1) {
                mergePieces(pieces.subList(i, end), onCollision, from);
            } else {
                rewrite.chunks().readHeader(piece.chunk);
                if (DeletedRanges.miss(piece.cut.ranges, piece.minTime, piece.maxTime)) {
                    rewrite.copyChunk(piece.minTime, piece.maxTime);
                } else {
                    rewrite.cutChunk(piece.cut.ranges);
                }
            }
            i = end;
        }
    }

    /// Samples of the series merged last that stood at a time at which it had one already.
    long shared() {
        return shared;
    }

    /// Adds chunks that overlap one another one behind the other.
    private void addPieces(List<Piece> pieces) throws IOException {
        long next = Long.MIN_VALUE;
        for (Piece piece : pieces) {
            rewrite.chunks().readHeader(piece.chunk);
            long min = Math.max(piece.minTime, next);
            long max = Math.max(piece.maxTime, min);
            rewrite.copyChunk(min, max);
            next = max + 1;
        }
    }

    private void mergePieces(List<Piece> pieces, OnCollision onCollision, int place) throws IOException {
        Source[] sources = open(pieces);
        SampleAppender appender = rewrite.appender();
        boolean startTimestamps = Arrays.stream(sources).anyMatch(source -> source.startTimestamps);
        boolean open = false;
        while (true) {
            int count = meeting(sources);
            if (count == 0) {
                break;
            }
            long time = meeting[0].samples.timestamp();
            Sample sample = count == 1 ? Sample.of(meeting[0]) : resolve(count, onCollision, place, time);
            shared += count - 1;
            for (int i = 0; i < count; i++) {
                advance(meeting[i]);
            }
            Encoding encoding = encoding(sample.histogram, startTimestamps);
            boolean accepted = open
                    && appender.encoding() == encoding
                    && appender.sampleCount() < SAMPLES_PER_CHUNK
                    && (sample.histogram == null ? appender.acceptsFloats() : appender.accepts(sample.histogram));
            if (!accepted) {
                if (open) {
                    rewrite.finishChunk();
                }
                boolean gauge = sample.histogram != null && sample.histogram.counterReset() == CounterReset.GAUGE;
                appender.reset(encoding, gauge ? CounterReset.GAUGE : CounterReset.UNKNOWN);
                open = true;
            }
            rewrite.append(sample.start, time, sample.value, sample.histogram);
        }
        if (open) {
            rewrite.finishChunk();
        }
        idle.addAll(Arrays.asList(sources));
    }

    private Source[] open(List<Piece> pieces) {
        Source[] sources = new Source[pieces.size()];
        for (int i = 0; i < sources.length; i++) {
            Source source = idle.isEmpty() ? new Source() : idle.removeLast();
            source.piece = pieces.get(i);
            rewrite.chunks().readHeader(source.piece.chunk);
            source.startTimestamps = rewrite.chunks().encoding().hasStartTimestamps();
            source.buffer = rewrite.chunks().readSamples(source.samples, source.buffer);
            sources[i] = source;
            advance(source);
        }
        if (meeting.length < sources.length) {
            meeting = new Source[sources.length];
        }
        return sources;
    }

    private void advance(Source source) {
        try {
            source.next();
        } catch (CorruptionException e) {
            rewrite.chunks().readHeader(source.piece.chunk);
            throw rewrite.chunks().inSegment(e);
        }
    }

    /// Puts the sources with the earliest sample into [#meeting], in the order of their series; returns how
    /// many.
    private int meeting(Source[] sources) {
        int count = 0;
        for (Source source : sources) {
            if (!source.hasSample) {
                continue;
            }
            if (count > 0 && source.samples.timestamp() < meeting[0].samples.timestamp()) {
                count = 0;
            }
            if (count == 0 || source.samples.timestamp() == meeting[0].samples.timestamp()) {
                int hole = count++;
                while (hole > 0 && meeting[hole - 1].piece.series > source.piece.series) {
                    meeting[hole] = meeting[hole - 1];
                    hole--;
                }
                meeting[hole] = source;
            }
        }
        return count;
    }

    /// The current sample of a source, or what was made of several.
    private record Sample(long start, double value, Histogram histogram) {
        static Sample of(Source source) {
            return new Sample(
                    source.samples.startTimestamp(),
                    source.samples.isHistogram() ? 0 : source.samples.value(),
                    source.histogram);
        }

        boolean isStale() {
            double marker = histogram == null ? value : histogram.sum();
            return Double.doubleToRawLongBits(marker) == 0x7ff0000000000002L;
        }
    }

    private Sample resolve(int count, OnCollision onCollision, int place, long time) {
        Sample result = Sample.of(meeting[onCollision == OnCollision.KEEP_LAST ? count - 1 : 0]);
        if (onCollision == OnCollision.KEEP_FIRST || onCollision == OnCollision.KEEP_LAST) {
            return result;
        }
        for (int i = 1; i < count; i++) {
            Sample next = Sample.of(meeting[i]);
            switch (onCollision) {
                case SUM -> result = sum(result, next, place, time);
                case MAX -> result = max(result, next, place, time);
                default -> {
                    if (!Histograms.sameSample(result.value, result.histogram, next.value, next.histogram)) {
                        throw new RewriteRefusedException(
                                "series that get the labels " + rewrite.plan().labelsText(place)
                                        + " have different samples at " + Timestamps.print(time)
                                        + "; --on-collision keep-first, keep-last, sum or max would choose");
                    }
                }
            }
        }
        return result;
    }

    private Sample sum(Sample left, Sample right, int place, long time) {
        if (left.isStale() || right.isStale()) {
            return left.isStale() ? right : left;
        }
        requireAlike(left, right, place, time);
        if (left.histogram == null) {
            return new Sample(left.start, left.value + right.value, null);
        }
        if (!Histograms.sameLayout(left.histogram, right.histogram)) {
            throw new RewriteRefusedException(
                    "series that get the labels " + rewrite.plan().labelsText(place)
                            + " have histograms of different buckets at " + Timestamps.print(time)
                            + ", which --on-collision sum cannot add");
        }
        return new Sample(left.start, 0, Histograms.sum(left.histogram, right.histogram));
    }

    private Sample max(Sample left, Sample right, int place, long time) {
        if (left.isStale() || right.isStale()) {
            return left.isStale() ? right : left;
        }
        requireAlike(left, right, place, time);
        if (left.histogram == null) {
            return right.value > left.value || Double.isNaN(left.value) ? right : left;
        }
        return right.histogram.count() > left.histogram.count() ? right : left;
    }

    private void requireAlike(Sample left, Sample right, int place, long time) {
        boolean alike = left.histogram == null
                ? right.histogram == null
                : right.histogram != null && left.histogram.isFloat() == right.histogram.isFloat();
        if (!alike) {
            throw new RewriteRefusedException(
                    "series that get the labels " + rewrite.plan().labelsText(place)
                            + " have samples of different kinds at " + Timestamps.print(time)
                            + "; --on-collision keep-first or keep-last would choose");
        }
    }

    private static Encoding encoding(Histogram histogram, boolean startTimestamps) {
        if (histogram == null) {
            return startTimestamps ? Encoding.XOR2 : Encoding.XOR;
        }
        if (histogram.isFloat()) {
            return startTimestamps ? Encoding.FLOAT_HISTOGRAM_ST : Encoding.FLOAT_HISTOGRAM;
        }
        return startTimestamps ? Encoding.HISTOGRAM_ST : Encoding.HISTOGRAM;
    }
}
