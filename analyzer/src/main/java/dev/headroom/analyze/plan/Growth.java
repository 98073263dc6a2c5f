package dev.headroom.analyze.plan;

/// How what a server takes in changes.
///
/// @param series active series, and with them the churn
/// @param samples samples per second
/// @param bytesPerSample chunk bytes per sample
public record Growth(Trend series, Trend samples, Trend bytesPerSample) {
    public static final Growth NONE = new Growth(Trend.none(1), Trend.none(1), Trend.none(1));

    public boolean isNone() {
        return series.perDay() == 0 && samples.perDay() == 0 && bytesPerSample.perDay() == 0;
    }
}
