package dev.headroom.analyze.diff;

import dev.headroom.analyze.report.Counts;

/// What a metric, a job, a label name or a label pair adds up to. Field names are those of the JSON report.
///
/// @param values distinct values, of a label name; `null` when it is none, and everywhere for what is not known
/// @param series distinct label sets with a sample in the range
/// @param samples samples in the range
/// @param chunkBytes bytes of their chunks in the blocks
/// @param seriesAddedPerHour series that came during the range, in an hour
public record Numbers(Long values, Long series, Long samples, Long chunkBytes, Double seriesAddedPerHour) {
    static Numbers of(Long values, Counts counts, double hours) {
        return new Numbers(
                values,
                counts.series(),
                counts.samples(),
                counts.chunkBytes(),
                hours == 0 ? null : counts.added() / hours);
    }

    Numbers plus(Numbers more) {
        return new Numbers(
                sum(values, more.values),
                sum(series, more.series),
                sum(samples, more.samples),
                sum(chunkBytes, more.chunkBytes),
                seriesAddedPerHour == null || more.seriesAddedPerHour == null
                        ? null
                        : (Double) (seriesAddedPerHour + more.seriesAddedPerHour));
    }

    /// What has come since; what either does not know is not known.
    Numbers minus(Numbers before) {
        return new Numbers(
                difference(values, before.values),
                difference(series, before.series),
                difference(samples, before.samples),
                difference(chunkBytes, before.chunkBytes),
                seriesAddedPerHour == null || before.seriesAddedPerHour == null
                        ? null
                        : (Double) (seriesAddedPerHour - before.seriesAddedPerHour));
    }

    boolean isNothing() {
        return isZero(values) && isZero(series) && isZero(samples) && isZero(chunkBytes) && isZero(seriesAddedPerHour);
    }

    private static boolean isZero(Number number) {
        return number == null || number.doubleValue() == 0;
    }

    private static Long sum(Long one, Long other) {
        return one == null || other == null ? null : (Long) (one + other);
    }

    private static Long difference(Long after, Long before) {
        return after == null || before == null ? null : (Long) (after - before);
    }
}
