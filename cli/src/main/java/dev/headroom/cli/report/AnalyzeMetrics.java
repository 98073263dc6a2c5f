package dev.headroom.cli.report;

import dev.headroom.analyze.report.AnalyzeReport;
import dev.headroom.analyze.report.AnalyzeReport.GroupRow;
import dev.headroom.analyze.report.AnalyzeReport.JobRow;
import dev.headroom.analyze.report.AnalyzeReport.MetricRow;
import dev.headroom.cli.render.MetricFamily;
import java.util.ArrayList;
import java.util.List;

/// The analyze report as metrics: of each job, metric, label name and group that is listed, and of the whole
/// directory.
///
/// What has a label of its own is cut off by `--limit`, so that nobody's label values become another's
/// cardinality.
final class AnalyzeMetrics {
    private final AnalyzeReport report;
    private final List<String> by;
    private final List<MetricFamily> families = new ArrayList<>();

    /// @param by the labels of the report's groups
    AnalyzeMetrics(AnalyzeReport report, List<String> by) {
        this.report = report;
        this.by = by;
    }

    List<MetricFamily> families() {
        jobs();
        metrics();
        groups();
        MetricFamily values = family("label_values", "Distinct values of a label name.");
        report.labels().forEach(row -> values.sample(row.values(), "label", row.name()));
        MetricFamily added = family("label_new_values", "Values of a label name that came during the range.");
        report.churn().byLabelName().forEach(row -> added.sample(row.newValues(), "label", row.name()));
        directory();
        disk();
        return families;
    }

    private void jobs() {
        MetricFamily series = family("series", "Distinct series of a job with a sample in the range.");
        MetricFamily active = family("active_series", "Series of a job that a query at the data's end finds.");
        MetricFamily rate = family("samples_per_second", "Samples of a job in a second.");
        MetricFamily bytes = family("chunk_bytes", "Bytes of a job's chunks in the blocks.");
        MetricFamily perSample = family("bytes_per_sample", "Bytes of a job's chunks per sample.");
        MetricFamily added = family("series_added_per_hour", "Series of a job that came, in an hour.");
        for (JobRow row : report.jobs()) {
            series.sample(row.series(), "job", row.name());
            active.sample(row.active(), "job", row.name());
            rate.sample(row.samplesPerSecond(), "job", row.name());
            bytes.sample(row.chunkBytes(), "job", row.name());
            perSample.sample(row.bytesPerSample(), "job", row.name());
            added.sample(row.seriesAddedPerHour(), "job", row.name());
        }
    }

    private void metrics() {
        MetricFamily series = family("metric_series", "Distinct series of a metric with a sample in the range.");
        MetricFamily rate = family("metric_samples_per_second", "Samples of a metric in a second.");
        MetricFamily bytes = family("metric_chunk_bytes", "Bytes of a metric's chunks in the blocks.");
        MetricFamily added = family("metric_series_added_per_hour", "Series of a metric that came, in an hour.");
        for (MetricRow row : report.metrics()) {
            series.sample(row.series(), "metric", row.name());
            rate.sample(row.samplesPerSecond(), "metric", row.name());
            bytes.sample(row.chunkBytes(), "metric", row.name());
            added.sample(row.seriesAddedPerHour(), "metric", row.name());
        }
    }

    private void groups() {
        MetricFamily series = family("group_series", "Distinct series of a group with a sample in the range.");
        MetricFamily bytes = family("group_chunk_bytes", "Bytes of a group's chunks in the blocks.");
        for (GroupRow row : report.groups()) {
            String[] labels = new String[2 * by.size()];
            for (int i = 0; i < by.size(); i++) {
                labels[2 * i] = labelName(i);
                labels[2 * i + 1] = row.labels().getOrDefault(by.get(i), "");
            }
            series.sample(row.series(), labels);
            bytes.sample(row.chunkBytes(), labels);
        }
    }

    /// Not every label name can stand in the text format, and one must not.
    private String labelName(int n) {
        String name = by.get(n);
        if (name.equals("__name__")) {
            return "metric";
        }
        return name.matches("[a-zA-Z_][a-zA-Z0-9_]*") ? name : "label_" + (n + 1);
    }

    private void directory() {
        family("directory_series", "Distinct series: with a sample in the range, active, in the head, in the indexes.")
                .sample(report.series().total(), "of", "total")
                .sample(report.series().active(), "of", "active")
                .sample(report.series().head(), "of", "head")
                .sample(report.series().indexed(), "of", "indexed");
        family("directory_samples", "Samples in the range.")
                .sample(report.bytesPerSample().samples());
        family("directory_samples_per_second", "Samples in a second.")
                .sample(report.ingest().samplesPerSecond());
        family("directory_bytes_per_sample", "Bytes per sample: of chunks, of whole blocks, of the log.")
                .sample(report.bytesPerSample().chunks(), "of", "chunks")
                .sample(report.bytesPerSample().disk(), "of", "disk")
                .sample(report.bytesPerSample().wal(), "of", "wal");
        family("directory_series_added_per_hour", "Series that came, in an hour.")
                .sample(report.churn().seriesAddedPerHour());
        family("directory_label_pairs", "Distinct label pairs.")
                .sample(report.cardinality().labelPairs());
        family("data_start_timestamp_seconds", "Time of the first sample.").sample(seconds(report.dataStart()));
        family("data_end_timestamp_seconds", "Time of the last sample.").sample(seconds(report.dataEnd()));
        family("damaged", "Things that could not be read and are left out.")
                .sample(report.damaged().size());
    }

    private void disk() {
        AnalyzeReport.Disk disk = report.disk();
        family("disk_bytes", "Bytes of files, by kind.")
                .sample(disk.blocks().chunks(), "kind", "chunks")
                .sample(disk.blocks().index(), "kind", "index")
                .sample(disk.blocks().tombstones(), "kind", "tombstones")
                .sample(disk.blocks().meta(), "kind", "meta")
                .sample(disk.wal(), "kind", "wal")
                .sample(disk.wbl(), "kind", "wbl")
                .sample(disk.chunksHead(), "kind", "chunks_head")
                .sample(disk.snapshot(), "kind", "snapshot");
        family("reclaimable_bytes", "Bytes that are there for nothing, by why.")
                .sample(disk.reclaimable().ignored(), "why", "ignored")
                .sample(disk.reclaimable().tombstones(), "why", "tombstones");
    }

    private static Double seconds(Long millis) {
        return millis == null ? null : (Double) (millis / 1000.0);
    }

    private MetricFamily family(String name, String help) {
        MetricFamily family = MetricFamily.of("headroom_" + name, help);
        families.add(family);
        return family;
    }
}
