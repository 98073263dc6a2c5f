package dev.headroom.replay.log;

import dev.headroom.analyze.engine.TimeRange;
import dev.headroom.tsdb.head.ValueSink;
import dev.headroom.tsdb.wal.HistogramView;
import dev.headroom.tsdb.wal.RecordVisitor;
import java.io.IOException;
import java.io.UncheckedIOException;

/// Takes the samples of a log up into a buffer; a full one goes to the [Spiller], and another takes its place.
final class Intake implements ValueSink {
    private final SeriesPlan plan;
    private final long from;
    private final long to;
    private final boolean ascending;
    private final Presence presence;
    private final Spiller spiller;
    private final Spill spill;
    private SampleBuffer buffer;
    private long newest = Long.MIN_VALUE;

    /// @param ascending whether the samples of each series come in the order of time
    Intake(SeriesPlan plan, TimeRange range, boolean ascending, Presence presence, Spiller spiller, Spill spill) {
        this.plan = plan;
        from = range.from();
        to = range.to();
        this.ascending = ascending;
        this.presence = presence;
        this.spiller = spiller;
        this.spill = spill;
        buffer = spiller.free();
    }

    /// Ends it and returns what was not spilled.
    SampleBuffer finish() {
        buffer.close();
        return buffer;
    }

    /// Time of the newest sample; [Long#MIN_VALUE] without any.
    long newest() {
        return newest;
    }

    @Override
    public void sample(int series, long timestamp, long startTimestamp, long valueBits) {
        int place = place(series, timestamp);
        if (place >= 0) {
            buffer.add(place, SampleBuffer.FLOAT, timestamp, startTimestamp, valueBits);
        }
    }

    @Override
    public void histogram(int series, long timestamp, long startTimestamp, HistogramView histogram) {
        int place = place(series, timestamp);
        if (place >= 0) {
            buffer.add(place, timestamp, startTimestamp, histogram);
        }
    }

    @Override
    public void staleHistogram(int series, long timestamp, long startTimestamp, boolean floating) {
        int place = place(series, timestamp);
        if (place >= 0) {
            int kind = floating ? SampleBuffer.STALE_FLOAT_HISTOGRAM : SampleBuffer.STALE_HISTOGRAM;
            buffer.add(place, kind, timestamp, startTimestamp, RecordVisitor.STALE);
        }
    }

    /// The place of a series whose sample is wanted, with room for it; else -1.
    private int place(int series, long time) {
        int place = plan.place(series);
        if (place < 0 || time < from || time > to) {
            return -1;
        }
        if (time > newest) {
            newest = time;
        }
        presence.add(place, time);
        if (buffer.isFull()) {
            try {
                buffer = spiller.spill(buffer, ascending, spill);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return place;
    }
}
