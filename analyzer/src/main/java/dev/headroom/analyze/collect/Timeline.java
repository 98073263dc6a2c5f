package dev.headroom.analyze.collect;

import dev.headroom.analyze.engine.SeriesView;
import dev.headroom.analyze.engine.Span;
import dev.headroom.analyze.engine.Stretches;
import java.util.BitSet;

/// How many series came, went and were there, step by step over the range.
///
/// A series is active in a step when it has a sample in it; in steps of less than five minutes, when it has one in
/// the five minutes before the step's end. A step does not include its start, but for the first one.
final class Timeline implements Stretches {
    private static final int MOST_STEPS = 10_000;

    private final Span span;
    private final long step;
    private final long[] added;
    private final long[] removed;

    /// Series that are active in a step and not in the one before, and those that are not and were.
    private final long[] entered;

    private final long[] left;

    /// The time before the end of a step in which a sample makes a series active.
    private final long window;

    /// The steps in which the series that is looked at is active.
    private final BitSet current = new BitSet();

    /// @param wantedStep milliseconds; raised when it would make more than ten thousand steps
    Timeline(Span span, long wantedStep) {
        this.span = span;
        step = Math.max(Math.max(1, wantedStep), span.millis() / MOST_STEPS + 1);
        window = Math.max(step, Span.LOOKBACK);
        int steps = (int) Math.max(1, (span.millis() + step - 1) / step);
        added = new long[steps];
        removed = new long[steps];
        entered = new long[steps];
        left = new long[steps + 1];
    }

    void add(SeriesView view, SeriesTraits traits) {
        if (view.samples() == 0) {
            return;
        }
        if (traits.added()) {
            added[stepOf(view.firstTime())]++;
        }
        if (traits.removed()) {
            removed[stepOf(view.lastTime())]++;
        }
        current.clear();
        view.stretches(window, this);
        for (int from = current.nextSetBit(0); from >= 0; ) {
            int to = current.nextClearBit(from);
            entered[from]++;
            left[to]++;
            from = current.nextSetBit(to);
        }
    }

    @Override
    public void stretch(long from, long to) {
        // The last step whose window begins before the end of the stretch.
        long last = (to + window - span.start() + step - 1) / step - 2;
        int first = stepOf(from);
        current.set(first, Math.clamp(last, first, steps() - 1) + 1);
    }

    void merge(Timeline other) {
        for (int i = 0; i < added.length; i++) {
            added[i] += other.added[i];
            removed[i] += other.removed[i];
            entered[i] += other.entered[i];
            left[i] += other.left[i];
        }
    }

    int steps() {
        return added.length;
    }

    /// Start of a step, milliseconds; the step reaches to the start of the next.
    long start(int n) {
        return span.start() + n * step;
    }

    long step() {
        return step;
    }

    long added(int n) {
        return added[n];
    }

    long removed(int n) {
        return removed[n];
    }

    long active(int n) {
        long active = 0;
        for (int i = 0; i <= n; i++) {
            active += entered[i] - left[i];
        }
        return active;
    }

    /// The step that ends at or after a time.
    private int stepOf(long time) {
        return Math.clamp((time - span.start() - 1) / step, 0, steps() - 1);
    }
}
