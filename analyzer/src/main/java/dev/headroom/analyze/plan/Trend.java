package dev.headroom.analyze.plan;

import java.util.List;

/// How a figure changes: a straight line or a constant percentage through its measured values, by weighted least
/// squares.
///
/// A percentage is taken for the truth only when it fits clearly better than the line, because it runs away when it
/// is carried far beyond the data.
///
/// @param points measured values that it stands on
/// @param spanMillis time from the first of them to the last
/// @param now the figure's value at the end of the data, on the curve
/// @param compound whether it is a percentage of what is there, and not of what is there now
/// @param perDay change in a day, as part of `now`
/// @param low lower end of the interval that holds `perDay` with a confidence of 95 %
/// @param high upper end of it
public record Trend(int points, long spanMillis, double now, boolean compound, double perDay, double low, double high) {
    private static final double DAY = 86_400_000;

    /// A percentage is taken when it leaves less than this part of the line's squares.
    private static final double CLEARLY_BETTER = 0.7;

    /// Nothing grows further.
    private static final double MOST = 1e9;

    private static final int POINTS_TO_TELL_CURVES = 8;

    /// The two-sided 95 % quantiles of Student's distribution, by degrees of freedom from 1.
    private static final double[] STUDENT = {
        12.71, 4.30, 3.18, 2.78, 2.57, 2.45, 2.36, 2.31, 2.26, 2.23, 2.20, 2.18, 2.16, 2.14, 2.13, 2.12, 2.11, 2.10,
        2.09, 2.09, 2.08, 2.07, 2.07, 2.06, 2.06, 2.06, 2.05, 2.05, 2.05, 2.04,
    };

    /// A measured value.
    ///
    /// @param millis the middle of the time that it stands for
    /// @param weight how much it counts, such as the length of that time
    public record Point(long millis, double value, double weight) {}

    /// No change at all.
    public static Trend none(double now) {
        return new Trend(0, 0, now, false, 0, 0, 0);
    }

    /// A percentage that somebody knows, which compounds.
    ///
    /// @param perDay part added in a day
    public static Trend given(double now, double perDay) {
        return new Trend(0, 0, now, true, perDay, perDay, perDay);
    }

    /// The curve through measured values, three or more of them at different times.
    ///
    /// @param end of the data, milliseconds
    public static Trend fit(List<Point> points, long end) {
        Line straight = Line.through(points, end, false);
        if (points.size() >= POINTS_TO_TELL_CURVES && points.stream().allMatch(point -> point.value > 0)) {
            Line percentage = Line.through(points, end, true);
            if (percentage.squares < CLEARLY_BETTER * straight.squares) {
                return percentage.trend(points, true);
            }
        }
        return straight.trend(points, false);
    }

    /// Whether more speaks for a change than chance: the interval of confidence does not hold zero.
    public boolean isCertain() {
        return low > 0 || high < 0;
    }

    /// What the figure is multiplied with after some time, or before, with negative milliseconds.
    public double factor(long millis) {
        double days = millis / DAY;
        double factor = compound ? Math.pow(1 + perDay, days) : 1 + perDay * days;
        return Math.clamp(factor, 0, MOST);
    }

    /// A line by least squares, through values or through their logarithms.
    ///
    /// @param now its value at the end
    /// @param slope change in a day
    /// @param error standard error of the slope
    /// @param squares weighted squares that it leaves, of the values themselves
    private record Line(double now, double slope, double error, double squares) {
        static Line through(List<Point> points, long end, boolean logarithms) {
            double weights = 0;
            double meanX = 0;
            double meanY = 0;
            for (Point point : points) {
                weights += point.weight;
                meanX += point.weight * days(point, end);
                meanY += point.weight * height(point, logarithms);
            }
            meanX /= weights;
            meanY /= weights;
            double xx = 0;
            double xy = 0;
            for (Point point : points) {
                double x = days(point, end) - meanX;
                xx += point.weight * x * x;
                xy += point.weight * x * (height(point, logarithms) - meanY);
            }
            double slope = xy / xx;
            double now = meanY - slope * meanX;
            double left = 0;
            double squares = 0;
            for (Point point : points) {
                double on = now + slope * days(point, end);
                double off = height(point, logarithms) - on;
                double offValue = logarithms ? point.value - Math.exp(on) : off;
                left += point.weight * off * off;
                squares += point.weight * offValue * offValue;
            }
            double error = Math.sqrt(left / (points.size() - 2) / xx);
            return new Line(now, slope, error, squares);
        }

        Trend trend(List<Point> points, boolean compound) {
            int freedom = points.size() - 2;
            double reach = error * (freedom <= STUDENT.length ? STUDENT[freedom - 1] : 1.96);
            long first = points.stream().mapToLong(Point::millis).min().orElseThrow();
            long last = points.stream().mapToLong(Point::millis).max().orElseThrow();
            return compound
                    ? new Trend(
                            points.size(),
                            last - first,
                            Math.exp(now),
                            true,
                            Math.expm1(slope),
                            Math.expm1(slope - reach),
                            Math.expm1(slope + reach))
                    : new Trend(
                            points.size(),
                            last - first,
                            now,
                            false,
                            slope / now,
                            (slope - reach) / now,
                            (slope + reach) / now);
        }

        private static double days(Point point, long end) {
            return (point.millis - end) / DAY;
        }

        private static double height(Point point, boolean logarithm) {
            return logarithm ? Math.log(point.value) : point.value;
        }
    }
}
