package dev.headroom.testing;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What a target exposes under one name: how its samples look, and the label sets it comes in.
///
/// The factories take labels as pairs of a name and its values, the values separated by `|`; the label sets are all
/// their combinations: `counter("http_requests_total", "method", "GET|POST", "code", "200|404|500")` makes six.
///
/// @param growth how label sets come and go while the target lives; empty when it has the same ones all its life
public record Metric(String name, Kind kind, List<Map<String, String>> labelSets, Optional<Growth> growth) {
    /// How a metric's samples look.
    public sealed interface Kind {}

    /// One sample per scrape.
    public enum Simple implements Kind {
        /// Only ever rises.
        COUNTER,
        /// Wanders, with three decimals.
        GAUGE,
        /// Always 1.
        INFO,
        /// Integer native histogram.
        NATIVE,
        /// Integer native histogram whose counts fall as well.
        NATIVE_GAUGE,
        /// Native histogram with counts as doubles.
        NATIVE_FLOAT,
        /// Native histogram with bucket bounds of its own.
        NATIVE_CUSTOM
    }

    /// A classic histogram: a `_bucket` series per bound and `+Inf`, a `_sum` and a `_count`.
    ///
    /// @param bounds upper bounds as the `le` label writes them
    public record Classic(List<String> bounds) implements Kind {}

    /// A label whose values never stop coming, such as a user's id.
    ///
    /// @param perHour new values per target and hour
    /// @param life how long a value is seen
    /// @param after how long after the fleet's start it begins
    public record Growth(String label, double perHour, Duration life, Duration after) {}

    public static Metric counter(String name, String... labels) {
        return of(name, Simple.COUNTER, labels);
    }

    public static Metric gauge(String name, String... labels) {
        return of(name, Simple.GAUGE, labels);
    }

    public static Metric info(String name, String... labels) {
        return of(name, Simple.INFO, labels);
    }

    public static Metric histogram(String name, List<String> bounds, String... labels) {
        return of(name, new Classic(bounds), labels);
    }

    public static Metric of(String name, Kind kind, String... labels) {
        List<Map<String, String>> sets = List.of(Map.of());
        for (int i = 0; i < labels.length; i += 2) {
            List<Map<String, String>> longer = new ArrayList<>();
            for (Map<String, String> set : sets) {
                for (String value : labels[i + 1].split("\\|", -1)) {
                    Map<String, String> more = new LinkedHashMap<>(set);
                    more.put(labels[i], value);
                    longer.add(more);
                }
            }
            sets = longer;
        }
        return new Metric(name, kind, List.copyOf(sets), Optional.empty());
    }

    /// The same metric with one more label whose values never stop coming.
    public Metric growing(String label, double perHour, Duration life, Duration after) {
        return new Metric(name, kind, labelSets, Optional.of(new Growth(label, perHour, life, after)));
    }
}
