package dev.headroom.cli.render;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Samples of one name: a report as Prometheus would take it in. All are gauges.
///
/// @param name with nothing in it but letters, digits and underscores
/// @param help one line
public record MetricFamily(String name, String help, List<Sample> samples) {
    /// @param labels names to values; the values may be anything
    public record Sample(Map<String, String> labels, double value) {}

    public static MetricFamily of(String name, String help) {
        return new MetricFamily(name, help, new ArrayList<>());
    }

    /// Adds a sample with labels, names and values in turn; nothing when there is no value.
    public MetricFamily sample(Number value, String... labels) {
        if (value != null) {
            Map<String, String> map = new java.util.LinkedHashMap<>();
            for (int i = 0; i < labels.length; i += 2) {
                map.put(labels[i], labels[i + 1]);
            }
            samples.add(new Sample(map, value.doubleValue()));
        }
        return this;
    }
}
