package dev.headroom.replay.remote;

import dev.headroom.analyze.engine.Progress;
import dev.headroom.analyze.engine.SampleVisitor;
import dev.headroom.analyze.engine.TimeRange;
import dev.headroom.tsdb.histogram.Histogram;
import dev.headroom.tsdb.merge.MergedSymbols;
import dev.headroom.write.relabel.SeriesRelabeler;
import java.io.IOException;
import java.util.List;

/// Makes requests of the samples of one part of one window after the other, and has them sent. Belongs to one
/// thread.
final class Sender implements SampleVisitor {
    /// A request of this many bytes before compression is full, however few its samples are.
    static final int MOST_BYTES = 1 << 19;

    private final Replay replay;
    private final Delivery delivery;
    private final WriteBody body;
    private final SymbolBytes symbols;
    private final SeriesRelabeler relabeler;
    private final Progress.Counter counter;
    private final int metricName;
    private final int perRequest;

    private Schedule.Task task;
    private boolean turn;
    private boolean wanted;
    private int[] found = {};
    private int foundLength;
    private List<Exemplar> exemplars = List.of();
    private Metadata metadata;

    /// Samples of the part that an earlier run has sent.
    private long toSkip;

    /// Samples of the part that were passed over or are in requests that were sent.
    private long arrived;

    /// Samples in the request that is being put together, copies not counted.
    private long inRequest;

    /// What the request holds of the samples that it may hold: a histogram counts as much as its buckets, its count
    /// and its sum would as series of their own.
    private int load;

    private boolean mayRepeat;
    private boolean skippedHere;

    private long exemplarsWithout;
    private long first = Long.MAX_VALUE;
    private long last = Long.MIN_VALUE;

    Sender(Replay replay, Delivery delivery, WriteBody body, SymbolBytes symbols) {
        this.replay = replay;
        this.delivery = delivery;
        this.body = body;
        this.symbols = symbols;
        relabeler = replay.rules().rules().isEmpty() ? null : new SeriesRelabeler(replay.rules(), replay.symbols());
        counter = replay.progress().counter();
        metricName = replay.metricName();
        perRequest = Math.max(1, replay.samplesPerRequest() / replay.copies().count());
    }

    /// Sends one part of a window.
    ///
    /// @return what [dev.headroom.analyze.engine.WindowWalk#walk] says
    long send(Schedule.Task next) throws IOException {
        task = next;
        turn = false;
        toSkip = replay.arrived(next);
        mayRepeat = replay.mayRepeat(next);
        arrived = 0;
        skippedHere = false;
        wanted = false;
        long following = replay.walk(next, this);
        endSeries();
        if (inRequest > 0) {
            flush();
        }
        counter.flush();
        return following;
    }

    @Override
    public void series(MergedSymbols merged, int[] labels, int length) throws IOException {
        endSeries();
        skippedHere = false;
        wanted = relabeler == null || (relabeler.apply(labels, length) && relabeler.isStorable());
        if (!wanted) {
            return;
        }
        if (replay.hasNotes()) {
            exemplars = replay.exemplars(labels, length);
            metadata = metadata(labels, length);
        }
        found = relabeler == null ? labels : relabeler.labels();
        foundLength = relabeler == null ? length : relabeler.labelsLength();
        body.startSeries(found, foundLength);
    }

    private Metadata metadata(int[] labels, int length) {
        for (int i = 0; i < length; i += 2) {
            if (labels[i] == metricName) {
                return replay.metadata(symbols.of(labels[i + 1]));
            }
        }
        return null;
    }

    @Override
    public void sample(long timestamp, long start, double value) throws IOException {
        if (isNext(timestamp, 1)) {
            long shift = replay.shift();
            body.sample(timestamp + shift, start == 0 ? 0 : start + shift, value);
        }
    }

    @Override
    public void sample(long timestamp, long start, Histogram histogram) throws IOException {
        if (isNext(
                timestamp,
                2
                        + histogram.negativeSpans().buckets()
                        + histogram.positiveSpans().buckets())) {
            long shift = replay.shift();
            body.histogram(timestamp + shift, start == 0 ? 0 : start + shift, histogram);
        }
    }

    @Override
    public void samples(long[] timestamps, long[] bits, int count) throws IOException {
        if (!wanted) {
            return;
        }
        counter.add(count);
        int at = skip(count);
        while (at < count) {
            makeRoom(1);
            int before = at;
            at = body.samples(
                    timestamps, bits, at, at + Math.min(count - at, perRequest - load), replay.shift(), MOST_BYTES);
            inRequest += at - before;
            load += at - before;
            first = Math.min(first, timestamps[before]);
            last = Math.max(last, timestamps[at - 1]);
        }
    }

    /// Whether the sample is to be sent; sees to it that it has room in the request.
    private boolean isNext(long timestamp, int itsLoad) throws IOException {
        if (!wanted) {
            return false;
        }
        counter.increment();
        if (skip(1) == 1) {
            return false;
        }
        makeRoom(itsLoad);
        inRequest++;
        load += itsLoad;
        first = Math.min(first, timestamp);
        last = Math.max(last, timestamp);
        return true;
    }

    /// How many of the next samples of the series an earlier run has sent.
    private int skip(int samples) {
        int skipped = (int) Math.min(samples, toSkip);
        toSkip -= skipped;
        arrived += skipped;
        skippedHere = skipped == samples;
        return skipped;
    }

    /// Sends the request off when it is full. When that is depends on nothing but what comes after its first
    /// sample, so a run that goes on with a journal makes the same requests.
    private void makeRoom(int wantedLoad) throws IOException {
        if (inRequest > 0 && (load + wantedLoad > perRequest || body.size() >= MOST_BYTES)) {
            body.endSeries(metadata);
            flush();
        }
    }

    /// Puts the exemplars of the window beside the last samples of the series. Where an earlier run has sent
    /// those, it has sent them too.
    private void endSeries() throws IOException {
        if (!wanted) {
            return;
        }
        TimeRange window = task.window();
        for (Exemplar exemplar : exemplars) {
            if (window.contains(exemplar.timestamp()) && !skippedHere) {
                if (body.collected() == 0) {
                    exemplarsWithout++;
                } else {
                    body.exemplar(shifted(exemplar));
                }
            }
        }
        body.endSeries(metadata);
        exemplars = List.of();
        metadata = null;
        wanted = false;
    }

    private Exemplar shifted(Exemplar exemplar) {
        return replay.shift() == 0
                ? exemplar
                : new Exemplar(exemplar.timestamp() + replay.shift(), exemplar.value(), exemplar.labels());
    }

    private void flush() throws IOException {
        if (!turn) {
            replay.awaitTurn(task);
            turn = true;
        }
        delivery.send(body, mayRepeat);
        mayRepeat = false;
        body.clear();
        arrived += inRequest;
        inRequest = 0;
        load = 0;
        replay.note(task, arrived);
    }

    /// Exemplars that stand where their series has no sample.
    long exemplarsWithout() {
        return exemplarsWithout;
    }

    long lostStarts() {
        return body.lostStarts();
    }

    /// Time of the first sample that was sent.
    long first() {
        return first;
    }

    long last() {
        return last;
    }
}
