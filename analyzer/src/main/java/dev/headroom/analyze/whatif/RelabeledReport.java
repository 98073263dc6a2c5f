package dev.headroom.analyze.whatif;

import dev.headroom.analyze.Analysis;
import dev.headroom.analyze.AnalyzeRequest;
import dev.headroom.analyze.collect.ReportMaker;
import dev.headroom.analyze.engine.Progress;
import dev.headroom.analyze.engine.Relabeling;
import dev.headroom.analyze.engine.Survey;
import dev.headroom.analyze.engine.Workers;
import dev.headroom.analyze.report.AnalyzeReport;
import dev.headroom.tsdb.DataDirectoryException;
import dev.headroom.tsdb.block.BlockFiles;
import dev.headroom.tsdb.block.DataDirectory;
import dev.headroom.write.relabel.RelabelRules;
import dev.headroom.write.rewrite.BlockForecast;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// The report of an analysis of a directory as it would be under rules: of its relabeled series, with the files
/// that a rewrite of its blocks would write.
public final class RelabeledReport {
    private RelabeledReport() {}

    /// Reports on the directory as it is and as it would be.
    ///
    /// @throws DataDirectoryException when Prometheus would not store what the rules make
    public static List<AnalyzeReport> beforeAndAfter(AnalyzeRequest request, RelabelRules rules, Progress progress)
            throws IOException {
        return Analysis.run(
                request,
                (survey, workers) -> List.of(
                        new ReportMaker(request, survey).make(workers, progress),
                        after(request, survey, rules, workers, progress)),
                progress);
    }

    private static AnalyzeReport after(
            AnalyzeRequest request, Survey survey, RelabelRules rules, Workers workers, Progress progress)
            throws DataDirectoryException {
        Survey relabeled = survey.relabeled(rules, workers, progress);
        progress.start("blocks under the rules", WhatIf.seriesOfBlocks(survey), 0);
        Forecasts forecasts = Forecasts.of(survey, rules, true, workers, new Forecasts.Rooms(), progress)
                .orElseThrow(() -> Relabeling.unstorable(survey));
        List<DataDirectory.Entry> entries = new ArrayList<>();
        for (int i = 0; i < survey.entries().size(); i++) {
            entries.add(as(survey.entries().get(i), forecasts.blocks().get(i)));
        }
        Survey foretold = new Survey(
                survey.directory(), survey.damaged(), entries, survey.head(), relabeled.sources(), survey.span());
        return new ReportMaker(request, foretold).make(workers, progress);
    }

    private static DataDirectory.Entry as(DataDirectory.Entry entry, BlockForecast forecast) {
        BlockFiles files = entry.files();
        return new DataDirectory.Entry(
                entry.path(),
                entry.meta(),
                new BlockFiles(forecast.chunkBytes(), forecast.indexBytes(), files.tombstones(), files.meta()));
    }
}
