package dev.headroom.tsdb.head;

import dev.headroom.tsdb.CorruptionException;
import dev.headroom.tsdb.head.SampleRuns.Part;
import dev.headroom.tsdb.histogram.Histogram;
import dev.headroom.tsdb.tombstone.Intervals;
import dev.headroom.tsdb.wal.RecordVisitor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.IntPredicate;

/// Goes through the head's series in the order of their labels, and through the samples of each in the order of
/// time: those of head chunks, of the log, and the out-of-order ones, each time once, without the deleted ones.
///
/// The log mixes the series, so it is read once for each range of series whose samples fit into the memory allowed.
///
/// ```
/// while (samples.nextSeries()) {
///     while (samples.next()) { ... }
/// }
/// ```
public final class HeadSamples {
    /// Bytes that a sample takes while it waits: time, value, kind, and in case start time.
    private static final int SAMPLE_BYTES = 25;

    private final HeadFiles files;
    private final LogStructure structure;
    private final HeadIndex index;
    private final Intervals tombstones;
    private final HeadChunks chunks;
    private final long minValidTime;
    private final HeadTable table;
    private final int[] appended;
    private final IntPredicate wanted;
    private final long budget;
    private final List<CorruptionException> damage;

    private int rank = -1;
    private int series;
    private int rangeEnd;
    private LogSamples log;
    private OutOfOrderLog late;

    private List<SampleRun> runs = List.of();
    private int run;

    HeadSamples(
            HeadFiles files,
            LogStructure structure,
            HeadChunks chunks,
            long minValidTime,
            HeadTable table,
            int[] appended,
            IntPredicate wanted,
            long budget,
            List<CorruptionException> damage) {
        this.files = files;
        this.structure = structure;
        index = structure.index();
        tombstones = structure.tombstones();
        this.chunks = chunks;
        this.minValidTime = minValidTime;
        this.table = table;
        this.appended = appended;
        this.wanted = wanted;
        this.budget = budget;
        this.damage = damage;
    }

    /// Goes to the next series that has a chunk or a sample.
    ///
    /// @throws java.nio.file.NoSuchFileException when the log was truncated since it was listed
    public boolean nextSeries() throws IOException {
        do {
            rank++;
            if (rank == table.seriesCount()) {
                return false;
            }
            if (rank == rangeEnd) {
                readRange();
            }
            series = index.series(rank);
        } while (!table.isKept(series) || !wanted.test(series));
        runs = runs();
        run = 0;
        return true;
    }

    /// The series' number in [HeadIndex].
    public int series() {
        return series;
    }

    /// The series' rank in [HeadIndex].
    public int rank() {
        return rank;
    }

    /// Goes to the next sample of the series.
    public boolean next() {
        while (run < runs.size()) {
            SampleRun current = runs.get(run);
            if (!current.next()) {
                run++;
            } else if (!tombstones.contain(series, current.timestamp())) {
                return true;
            }
        }
        return false;
    }

    public long timestamp() {
        return runs.get(run).timestamp();
    }

    /// When the counter or histogram began to count; 0 when that is not known.
    public long startTimestamp() {
        return runs.get(run).startTimestamp();
    }

    public boolean isHistogram() {
        return runs.get(run).isHistogram();
    }

    /// The float sample, or a histogram's sum. The bits of a NaN are kept.
    public double value() {
        return Double.longBitsToDouble(runs.get(run).valueBits());
    }

    /// Whether the sample marks the end of its series.
    public boolean isStale() {
        return runs.get(run).valueBits() == RecordVisitor.STALE;
    }

    /// The current histogram sample, a new object for every call.
    ///
    /// @throws CorruptionException when the log holds one whose spans and buckets do not fit together
    public Histogram histogram() {
        return runs.get(run).histogram();
    }

    /// Reads the logs for the series from here to where the budget ends.
    private void readRange() throws IOException {
        int[] counts = new int[table.seriesCount()];
        BitSet inRange = new BitSet(counts.length);
        long bytes = 0;
        while (rangeEnd < counts.length) {
            int next = index.series(rangeEnd);
            if (table.isKept(next) && wanted.test(next)) {
                long more = (long) appended[next] * SAMPLE_BYTES
                        + (table.histogramSamples(next) > 0 ? table.logBytes(next) : 0);
                if (bytes > 0 && bytes + more > budget) {
                    break;
                }
                bytes += more;
                counts[next] = appended[next];
                inRange.set(next);
            }
            rangeEnd++;
        }
        LogReplay replay = new LogReplay(files);
        log = null;
        late = null;
        log = new LogSamples(replay, structure, chunks, minValidTime, counts);
        log.run(files);
        late = new OutOfOrderLog(structure, chunks.lastRef(), inRange::get, true);
        replay.replayOutOfOrder(late);
    }

    /// The samples of the series, as runs that follow one another in time.
    private List<SampleRun> runs() {
        List<Part> parts = new ArrayList<>();
        long ref = structure.lastRef(series);
        addChunks(parts, chunks.lastInOrder(ref), minValidTime);
        if (log.has(series)) {
            // The chunk that is being filled has no end yet.
            parts.add(new Part(log.firstTime(series), Long.MAX_VALUE, log.run(series)));
        }
        int inOrder = parts.size();
        int lastLate = chunks.lastOutOfOrder(ref);
        addChunks(parts, lastLate, Long.MIN_VALUE);
        if (late.last(series) >= 0) {
            LateRun run = new LateRun(late, series);
            parts.add(new Part(run.firstTime(), run.lastTime(), run));
        }
        if (parts.size() == inOrder) {
            return parts.stream().map(Part::run).toList();
        }
        return SampleRuns.merge(parts);
    }

    private void addChunks(List<Part> parts, int last, long minTime) {
        if (last < 0) {
            return;
        }
        int chunk = last;
        do {
            chunk = chunks.next(chunk);
            chunks.load(chunk);
            parts.add(new Part(chunks.minTime(), chunks.maxTime(), new ChunkRun(chunks, chunk, minTime, damage)));
        } while (chunk != last);
    }
}
