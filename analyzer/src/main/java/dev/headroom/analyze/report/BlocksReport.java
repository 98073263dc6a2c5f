package dev.headroom.analyze.report;

import dev.headroom.analyze.report.AnalyzeReport.Bytes;
import dev.headroom.analyze.report.AnalyzeReport.Cardinality;
import dev.headroom.analyze.report.AnalyzeReport.ChurnNameRow;
import dev.headroom.analyze.report.AnalyzeReport.ChurnPairRow;
import dev.headroom.analyze.report.AnalyzeReport.DamageRow;
import dev.headroom.analyze.report.AnalyzeReport.IgnoredRow;
import dev.headroom.tsdb.index.IndexFile;
import java.util.List;

/// What `headroom analyze` finds out with chunks and without; the records say what each field means.
public sealed interface BlocksReport permits AnalyzeReport, IndexReport {
    String path();

    Long dataStart();

    Long dataEnd();

    /// A row for each block that could be read.
    List<? extends Record> blocks();

    List<IgnoredRow> ignored();

    List<DamageRow> damaged();

    List<String> selectors();

    List<String> leftOut();

    Disk disk();

    IndexFile.SectionSizes index();

    Cardinality cardinality();

    Churn churn();

    List<? extends LabelRow> labels();

    /// Bytes of the files, by kind.
    interface Disk {
        Bytes blocks();

        long wal();

        long wbl();

        long chunksHead();

        long snapshot();

        long total();
    }

    /// What came.
    interface Churn {
        long seriesAdded();

        Double seriesAddedPerHour();

        List<? extends ChurnJobRow> byJob();

        List<ChurnPairRow> byLabelPair();

        List<ChurnNameRow> byLabelName();
    }

    /// What came of a job.
    interface ChurnJobRow {
        String job();

        long seriesAdded();

        Double seriesAddedPerHour();
    }

    /// What a label name costs.
    interface LabelRow {
        String name();

        long values();
    }
}
