package dev.headroom.analyze;

import dev.headroom.analyze.engine.Progress;
import dev.headroom.analyze.engine.TimeRange;
import dev.headroom.analyze.plan.Measured;
import dev.headroom.analyze.plan.PlanMaker;
import dev.headroom.analyze.report.AnalyzeReport;
import dev.headroom.analyze.report.PlanReport;
import dev.headroom.analyze.report.WalReport;
import dev.headroom.analyze.whatif.RelabeledReport;
import dev.headroom.tsdb.DataDirectoryException;
import dev.headroom.tsdb.block.DataDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;

/// `headroom plan`: measures a directory, when there is one, and reckons with the figures.
public final class Planning {
    private Planning() {}

    /// @throws DataDirectoryException when the path is nothing to measure
    /// @throws dev.headroom.tsdb.CorruptionException when data is damaged and the request is strict
    /// @throws IllegalArgumentException when figures are missing that cannot be measured, with a line that
    /// names them
    public static PlanReport run(PlanRequest request, Progress progress) throws IOException {
        return new PlanMaker(request.figures(), request.path() == null ? null : measure(request, progress)).make();
    }

    private static Measured measure(PlanRequest request, Progress progress) throws IOException {
        if (DataDirectory.isBlock(request.path())) {
            throw new DataDirectoryException(
                    request.path() + ": a single block says too little; give the data directory above it");
        }
        AnalyzeRequest everything = new AnalyzeRequest(
                request.path(),
                null,
                List.of(),
                List.of(),
                TimeRange.ALL,
                null,
                true,
                0,
                1,
                request.strict(),
                request.threads());
        List<AnalyzeReport> reports = request.rules().rules().isEmpty()
                ? List.of(Analysis.run(everything, progress))
                : RelabeledReport.beforeAndAfter(everything, request.rules(), progress);
        AnalyzeReport report = reports.getLast();
        if (report.dataEnd() == null) {
            throw new DataDirectoryException(request.path() + ": no samples in it that could be measured");
        }
        WalReport log =
                Files.isDirectory(request.path().resolve("wal")) ? WalAnalysis.run(request.path(), 1, progress) : null;
        return new Measured(report, log, labelBytes(report) / labelBytes(reports.getFirst()));
    }

    /// Bytes of the labels of a series in the head; 1 when there is none.
    private static double labelBytes(AnalyzeReport report) {
        AnalyzeReport.Memory memory = report.memory();
        Long series = report.series().head();
        return memory == null || series == null || series == 0 || memory.labelBytes() == 0
                ? 1
                : (double) memory.labelBytes() / series;
    }
}
