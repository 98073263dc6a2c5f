package dev.headroom.tsdb.head;

import dev.headroom.tsdb.histogram.Histogram;
import dev.headroom.tsdb.internal.IntSorter;
import dev.headroom.tsdb.internal.RecordInput;
import dev.headroom.tsdb.wal.HistogramView;

/// The out-of-order samples of a series that stand in the log only, in the order of time; of several of one time
/// the first that was logged.
final class LateRun extends SampleRun {
    private final OutOfOrderLog log;
    private final int[] samples;
    private int at = -1;

    LateRun(OutOfOrderLog log, int series) {
        this.log = log;
        int last = log.last(series);
        int count = 0;
        int sample = last;
        do {
            count++;
            sample = log.next(sample);
        } while (sample != last);
        int[] logged = new int[count];
        for (int i = 0; i < count; i++) {
            sample = log.next(sample);
            logged[i] = sample;
        }
        int[] order = IntSorter.sorted(
                count, (left, right) -> Long.compare(log.timestamp(logged[left]), log.timestamp(logged[right])));
        samples = new int[count];
        for (int i = 0; i < count; i++) {
            samples[i] = logged[order[i]];
        }
    }

    long firstTime() {
        return log.timestamp(samples[0]);
    }

    long lastTime() {
        return log.timestamp(samples[samples.length - 1]);
    }

    @Override
    public boolean next() {
        do {
            at++;
        } while (at > 0 && at < samples.length && log.timestamp(samples[at]) == log.timestamp(samples[at - 1]));
        return at < samples.length;
    }

    @Override
    public long timestamp() {
        return log.timestamp(samples[at]);
    }

    @Override
    public long startTimestamp() {
        return log.startTimestamp(samples[at]);
    }

    @Override
    public boolean isHistogram() {
        return log.isHistogram(samples[at]);
    }

    @Override
    public long valueBits() {
        return isHistogram() ? view().sumBits() : log.payload(samples[at]);
    }

    @Override
    public Histogram histogram() {
        return view().toHistogram();
    }

    private HistogramView view() {
        HistogramView view = new HistogramView();
        int offset = (int) log.payload(samples[at]);
        view.read(
                new RecordInput().reset(log.histograms(), offset, log.length(samples[at])),
                log.isFloatHistogram(samples[at]));
        return view;
    }
}
