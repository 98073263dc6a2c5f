package dev.headroom.write.generate;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// A metric that every pod exposes.
///
/// @param hash of the metric itself; the series of one histogram share it
record Metric(String name, Kind kind, long hash) {
    enum Kind {
        UP,
        COUNTER,
        GAUGE,
        BUCKET,
        COUNT,
        SUM,
        NATIVE
    }

    /// The bounds of the classic buckets and the part of the observations below each, in the order of the
    /// labels.
    static final List<Bucket> BUCKETS = buckets();

    record Bucket(String le, double share) {}

    private static List<Bucket> buckets() {
        String[] bounds = {"0.005", "0.01", "0.025", "0.05", "0.1", "0.25", "0.5", "1.0", "2.5", "5.0", "10.0", "+Inf"};
        List<Bucket> buckets = new ArrayList<>();
        for (int i = 0; i < bounds.length; i++) {
            double left = 1 - (i + 1.0) / bounds.length;
            buckets.add(new Bucket(bounds[i], 1 - left * left));
        }
        buckets.sort(Comparator.comparing(Bucket::le));
        return List.copyOf(buckets);
    }

    /// The metrics of a fleet by name.
    static List<Metric> of(Fleet fleet) {
        List<Metric> metrics = new ArrayList<>();
        metrics.add(new Metric("up", Kind.UP, 0));
        for (int i = 0; i < fleet.metrics(); i++) {
            boolean counter = i % 3 != 2;
            String name = "app_%04d".formatted(i) + (counter ? "_events_total" : "_bytes");
            metrics.add(new Metric(name, counter ? Kind.COUNTER : Kind.GAUGE, Mix.of(fleet.seed(), i)));
        }
        for (int i = 0; i < fleet.histograms(); i++) {
            String name = "request_%04d_seconds".formatted(i);
            long hash = Mix.of(fleet.seed(), -1, i);
            metrics.add(new Metric(name + "_bucket", Kind.BUCKET, hash));
            metrics.add(new Metric(name + "_count", Kind.COUNT, hash));
            metrics.add(new Metric(name + "_sum", Kind.SUM, hash));
        }
        for (int i = 0; i < fleet.nativeHistograms(); i++) {
            metrics.add(new Metric("latency_%04d_seconds".formatted(i), Kind.NATIVE, Mix.of(fleet.seed(), -2, i)));
        }
        metrics.sort(Comparator.comparing(Metric::name));
        return metrics;
    }
}
