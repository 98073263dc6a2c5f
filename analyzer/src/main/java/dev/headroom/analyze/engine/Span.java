package dev.headroom.analyze.engine;

/// The times that an analysis stands on, milliseconds. Which series came, which went and which are there is
/// told from these, as Prometheus tells it from the time of a query and its look-back of five minutes.
///
/// @param start of the range: given by the user, or the time of the oldest sample
/// @param end `T`: given by the user, or the time of the newest sample
/// @param isNow whether the end is the present of the data, so that it can be told which series are active. It
/// is not for a single block, which ends in the middle of things
public record Span(long start, long end, boolean isNow) {
    /// How far back a query looks for a series' last sample.
    public static final long LOOKBACK = 5 * 60_000L;

    /// The longest window that ingestion is measured over.
    public static final long LONGEST_WINDOW = 2 * 3600_000L;

    /// Samples later than this are in the ingest window.
    public long windowStart() {
        return end - LONGEST_WINDOW;
    }

    /// What the samples of the ingest window are divided by: two hours, or the whole span when that is shorter.
    public long windowMillis() {
        return Math.max(1, Math.min(LONGEST_WINDOW, end - start));
    }

    public long millis() {
        return Math.max(0, end - start);
    }

    /// Events in an hour of the span; `null` over no time.
    public Double perHour(long events) {
        return millis() == 0 ? null : events * 3_600_000.0 / millis();
    }

    /// Whether a series with its first sample at this time came during the range, rather than being there from
    /// its start.
    public boolean isAdded(long firstTime) {
        return firstTime > start + LOOKBACK;
    }

    /// Whether a last sample at this time is recent enough for the series to be there at the end: it lies in
    /// (T-5m, T]. Since release 3 a query leaves out a sample that is exactly five minutes old; releases before
    /// it take that in.
    public boolean isRecent(long lastTime) {
        return lastTime > end - LOOKBACK;
    }

    /// Whether a last sample at this time is so old that the series is gone: earlier than T-5m. A series that
    /// ends at T-5m exactly is neither there nor gone.
    public boolean isGone(long lastTime) {
        return lastTime < end - LOOKBACK;
    }
}
