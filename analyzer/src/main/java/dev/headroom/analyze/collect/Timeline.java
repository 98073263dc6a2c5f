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

    /// The step that ends at or after a time.
    private final Cells starts;

    /// The last step whose window begins before a time.
    private final Cells ends;

    // The steps in which the series that is looked at is active: from one to before another, or, when there is a pause
    // between them, all of them in the set.
    private int from;
    private int to;
    private boolean pauses;
    private final BitSet current = new BitSet();

    /// Divides time into cells of one length and numbers them; what lies before the first or behind the last counts
    /// to those. Series begin and end at about the same times: the cell is mostly the one that was asked for last.
    private static final class Cells {
        private final long zero;
        private final long length;
        private final int last;
        private long begin = 1;
        private long behind;
        private int number;

        Cells(long zero, long length, int count) {
            this.zero = zero;
            this.length = length;
            last = count - 1;
        }

        int of(long time) {
            return time >= begin && time < behind ? number : look(time);
        }

        private int look(long time) {
            long distance = time - zero;
            number = Math.clamp(distance / length, 0, last);
            begin = time - Math.max(0, distance % length);
            behind = distance < 0 ? begin : begin + length;
            return number;
        }
    }

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
        starts = new Cells(span.start() + 1, step, steps);
        ends = new Cells(span.start() - window + step + 1, step, steps);
    }

    void add(SeriesView view, SeriesTraits traits) {
        if (view.samples() == 0) {
            return;
        }
        if (traits.added()) {
            added[starts.of(view.firstTime())]++;
        }
        if (traits.removed()) {
            removed[starts.of(view.lastTime())]++;
        }
        from = -1;
        view.stretches(window, this);
        if (pauses) {
            endPauses();
        } else if (from >= 0) {
            entered[from]++;
            left[to]++;
        }
    }

    private void endPauses() {
        for (int start = current.nextSetBit(0); start >= 0; ) {
            int end = current.nextClearBit(start);
            entered[start]++;
            left[end]++;
            start = current.nextSetBit(end);
        }
        current.clear();
        pauses = false;
    }

    @Override
    public void stretch(long first, long last) {
        int start = starts.of(first);
        int end = Math.max(start, ends.of(last)) + 1;
        if (from < 0) {
            from = start;
            to = end;
        } else if (!pauses && start <= to && end >= from) {
            from = Math.min(from, start);
            to = Math.max(to, end);
        } else {
            current.set(from, to);
            current.set(start, end);
            pauses = true;
        }
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
}
