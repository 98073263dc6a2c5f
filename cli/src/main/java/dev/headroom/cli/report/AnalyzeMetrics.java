package dev.headroom.cli.report;

import dev.headroom.analyze.report.AnalyzeReport;
import dev.headroom.analyze.report.AnalyzeReport.Bytes;
import dev.headroom.analyze.report.AnalyzeReport.GroupRow;
import dev.headroom.analyze.report.AnalyzeReport.JobRow;
import dev.headroom.analyze.report.AnalyzeReport.MetricRow;
import dev.headroom.analyze.report.BlocksReport;
import dev.headroom.analyze.report.IndexReport;
import dev.headroom.cli.render.MetricFamily;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The reports of `analyze` as metrics: of each job, metric, label name and group that is listed, and of the whole
/// directory. What both reports know has the same name in both.
///
/// What has a label of its own is cut off by `--limit`, so that nobody's label values become another's
/// cardinality.
final class AnalyzeMetrics {
    private final List<String> by;
    private final List<MetricFamily> families = new ArrayList<>();

    private AnalyzeMetrics(List<String> by) {
        this.by = by;
    }

    /// @param by the labels of the report's groups
    static List<MetricFamily> of(AnalyzeReport report, List<String> by) {
        AnalyzeMetrics metrics = new AnalyzeMetrics(by);
        metrics.jobs(report.jobs());
        metrics.metrics(report.metrics());
        metrics.groups(report.groups());
        metrics.labels(report);
        metrics.directory(report);
        metrics.all(report);
        metrics.disk(report.disk());
        return metrics.families;
    }

    /// @param by the labels of the report's groups
    static List<MetricFamily> of(IndexReport report, List<String> by) {
        AnalyzeMetrics metrics = new AnalyzeMetrics(by);
        metrics.series(report);
        metrics.labels(report);
        metrics.directory(report);
        metrics.all(report);
        metrics.disk(report.disk());
        return metrics.families;
    }

    private void jobs(List<JobRow> rows) {
        MetricFamily series = seriesOfJobs();
        MetricFamily active = family("active_series", "Series of a job that a query at the data's end finds.");
        MetricFamily rate = family("samples_per_second", "Samples of a job in a second.");
        MetricFamily bytes = family("chunk_bytes", "Bytes of a job's chunks in the blocks.");
        MetricFamily perSample = family("bytes_per_sample", "Bytes of a job's chunks per sample.");
        MetricFamily added = addedOfJobs();
        for (JobRow row : rows) {
            series.sample(row.series(), "job", row.name());
            active.sample(row.active(), "job", row.name());
            rate.sample(row.samplesPerSecond(), "job", row.name());
            bytes.sample(row.chunkBytes(), "job", row.name());
            perSample.sample(row.bytesPerSample(), "job", row.name());
            added.sample(row.seriesAddedPerHour(), "job", row.name());
        }
    }

    private void metrics(List<MetricRow> rows) {
        MetricFamily series = seriesOfMetrics();
        MetricFamily rate = family("metric_samples_per_second", "Samples of a metric in a second.");
        MetricFamily bytes = family("metric_chunk_bytes", "Bytes of a metric's chunks in the blocks.");
        MetricFamily added = addedOfMetrics();
        for (MetricRow row : rows) {
            series.sample(row.series(), "metric", row.name());
            rate.sample(row.samplesPerSecond(), "metric", row.name());
            bytes.sample(row.chunkBytes(), "metric", row.name());
            added.sample(row.seriesAddedPerHour(), "metric", row.name());
        }
    }

    private void groups(List<GroupRow> rows) {
        MetricFamily series = seriesOfGroups();
        MetricFamily bytes = family("group_chunk_bytes", "Bytes of a group's chunks in the blocks.");
        for (GroupRow row : rows) {
            String[] labels = labels(row.labels());
            series.sample(row.series(), labels);
            bytes.sample(row.chunkBytes(), labels);
        }
    }

    /// What is known of jobs, metrics and groups without samples.
    private void series(IndexReport report) {
        MetricFamily ofJobs = seriesOfJobs();
        MetricFamily addedOfJobs = addedOfJobs();
        report.jobs().forEach(row -> {
            ofJobs.sample(row.series(), "job", row.name());
            addedOfJobs.sample(row.seriesAddedPerHour(), "job", row.name());
        });
        MetricFamily ofMetrics = seriesOfMetrics();
        MetricFamily addedOfMetrics = addedOfMetrics();
        report.metrics().forEach(row -> {
            ofMetrics.sample(row.series(), "metric", row.name());
            addedOfMetrics.sample(row.seriesAddedPerHour(), "metric", row.name());
        });
        MetricFamily ofGroups = seriesOfGroups();
        report.groups().forEach(row -> ofGroups.sample(row.series(), labels(row.labels())));
    }

    private MetricFamily seriesOfJobs() {
        return family("series", "Distinct series of a job with a sample in the range.");
    }

    private MetricFamily addedOfJobs() {
        return family("series_added_per_hour", "Series of a job that came, in an hour.");
    }

    private MetricFamily seriesOfMetrics() {
        return family("metric_series", "Distinct series of a metric with a sample in the range.");
    }

    private MetricFamily addedOfMetrics() {
        return family("metric_series_added_per_hour", "Series of a metric that came, in an hour.");
    }

    private MetricFamily seriesOfGroups() {
        return family("group_series", "Distinct series of a group with a sample in the range.");
    }

    private String[] labels(Map<String, String> values) {
        String[] labels = new String[2 * by.size()];
        for (int i = 0; i < by.size(); i++) {
            labels[2 * i] = labelName(i);
            labels[2 * i + 1] = values.getOrDefault(by.get(i), "");
        }
        return labels;
    }

    /// Not every label name can stand in the text format, and one must not.
    private String labelName(int n) {
        String name = by.get(n);
        if (name.equals("__name__")) {
            return "metric";
        }
        return name.matches("[a-zA-Z_][a-zA-Z0-9_]*") ? name : "label_" + (n + 1);
    }

    private void labels(BlocksReport report) {
        MetricFamily values = family("label_values", "Distinct values of a label name.");
        report.labels().forEach(row -> values.sample(row.values(), "label", row.name()));
        MetricFamily added = family("label_new_values", "Values of a label name that came during the range.");
        report.churn().byLabelName().forEach(row -> added.sample(row.newValues(), "label", row.name()));
    }

    private void directory(AnalyzeReport report) {
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
    }

    private void directory(IndexReport report) {
        family("directory_series", "Distinct series: with a sample in the range, active, in the head, in the indexes.")
                .sample(report.series().total(), "of", "total")
                .sample(report.series().indexed(), "of", "indexed");
    }

    private void all(BlocksReport report) {
        family("directory_series_added_per_hour", "Series that came, in an hour.")
                .sample(report.churn().seriesAddedPerHour());
        family("directory_label_pairs", "Distinct label pairs.")
                .sample(report.cardinality().labelPairs());
        family("data_start_timestamp_seconds", "Time of the first sample.").sample(seconds(report.dataStart()));
        family("data_end_timestamp_seconds", "Time of the last sample.").sample(seconds(report.dataEnd()));
        family("damaged", "Things that could not be read and are left out.")
                .sample(report.damaged().size());
    }

    private void disk(AnalyzeReport.Disk disk) {
        files(disk);
        reclaimable()
                .sample(disk.reclaimable().ignored(), "why", "ignored")
                .sample(disk.reclaimable().tombstones(), "why", "tombstones");
    }

    private void disk(IndexReport.Disk disk) {
        files(disk);
        reclaimable().sample(disk.reclaimable().ignored(), "why", "ignored");
    }

    private void files(BlocksReport.Disk disk) {
        Bytes blocks = disk.blocks();
        family("disk_bytes", "Bytes of files, by kind.")
                .sample(blocks.chunks(), "kind", "chunks")
                .sample(blocks.index(), "kind", "index")
                .sample(blocks.tombstones(), "kind", "tombstones")
                .sample(blocks.meta(), "kind", "meta")
                .sample(disk.wal(), "kind", "wal")
                .sample(disk.wbl(), "kind", "wbl")
                .sample(disk.chunksHead(), "kind", "chunks_head")
                .sample(disk.snapshot(), "kind", "snapshot");
    }

    private MetricFamily reclaimable() {
        return family("reclaimable_bytes", "Bytes that are there for nothing, by why.");
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
