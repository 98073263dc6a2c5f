package dev.headroom.analyze.collect;

import dev.headroom.analyze.engine.Span;

/// Rates over the span of an analysis.
record Times(Span span) {
    private static final double HOUR = 3_600_000;

    /// Events in an hour; `null` over no time.
    Double perHour(long events) {
        return span.perHour(events);
    }

    /// Part of the active series that is replaced in a day at this rate; `null` when that has no meaning.
    Double turnoverPerDay(long added, long active) {
        return !span.isNow() || span.millis() == 0 || active == 0 ? null : added * 24 * HOUR / span.millis() / active;
    }

    /// A count that means something only when it can be told which series are active; else `null`.
    Long ofNow(long count) {
        return span.isNow() ? count : null;
    }

    /// Samples of the ingest window in a second.
    double perSecond(long windowSamples) {
        return windowSamples * 1000.0 / span.windowMillis();
    }
}
