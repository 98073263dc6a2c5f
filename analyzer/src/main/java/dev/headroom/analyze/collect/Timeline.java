package dev.headroom.analyze.collect;

import dev.headroom.analyze.engine.SeriesView;
import dev.headroom.analyze.engine.Span;

/// How many series came, went and were there, step by step over the range.
final class Timeline {
    private static final int MOST_STEPS = 10_000;

    private final Span span;
    private final long step;
    private final long[] added;
    private final long[] removed;

    /// Series that a query at the end of a step finds for the first time, and those that it finds no more.
    private final long[] entered;

    private final long[] left;

    /// @param wantedStep milliseconds; raised when it would make more than ten thousand steps
    Timeline(Span span, long wantedStep) {
        this.span = span;
        step = Math.max(Math.max(1, wantedStep), span.millis() / MOST_STEPS + 1);
        int steps = (int) Math.max(1, (span.millis() + step - 1) / step);
        added = new long[steps];
        removed = new long[steps];
        entered = new long[steps + 1];
        left = new long[steps + 1];
    }

    void add(SeriesView view, SeriesTraits traits) {
        if (view.samples() == 0) {
            return;
        }
        long first = view.firstTime();
        long last = view.lastTime();
        if (traits.added()) {
            added[Math.min(added.length - 1, stepOf(first))]++;
        }
        if (traits.gone()) {
            removed[Math.min(removed.length - 1, stepOf(last))]++;
        }
        entered[stepOf(first)]++;
        left[stepOf(last + Span.LOOKBACK)]++;
    }

    void merge(Timeline other) {
        for (int i = 0; i < added.length; i++) {
            added[i] += other.added[i];
            removed[i] += other.removed[i];
        }
        for (int i = 0; i < entered.length; i++) {
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

    /// Series that had a sample in the five minutes before the end of the step.
    long present(int n) {
        long present = 0;
        for (int i = 0; i <= n; i++) {
            present += entered[i] - left[i];
        }
        return present;
    }

    /// The step that ends at or after a time.
    private int stepOf(long time) {
        long n = (Math.max(span.start() + 1, time) - span.start() - 1) / step;
        return (int) Math.min(n, added.length);
    }
}
