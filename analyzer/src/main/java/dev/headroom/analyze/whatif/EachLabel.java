package dev.headroom.analyze.whatif;

import dev.headroom.analyze.Analysis;
import dev.headroom.analyze.engine.Progress;
import dev.headroom.analyze.engine.SeriesPass;
import dev.headroom.analyze.engine.Span;
import dev.headroom.analyze.engine.Survey;
import dev.headroom.analyze.engine.TimeRange;
import dev.headroom.analyze.engine.Workers;
import dev.headroom.analyze.whatif.EachLabelReport.LabelRow;
import dev.headroom.tsdb.merge.MergedSymbols;
import dev.headroom.write.relabel.RelabelRules;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// What dropping each label would save. One pass keeps the labels of all series; taking a label away is then a
/// subtraction from each hash. The blocks are measured for one label after the other.
public final class EachLabel {
    private final Request request;
    private final Progress progress;

    private EachLabel(Request request, Progress progress) {
        this.request = request;
        this.progress = progress;
    }

    /// What to find out.
    ///
    /// @param path a data directory, or the directory of a block
    /// @param exact whether to look at the samples of series that overlap in time
    public record Request(Path path, boolean exact, int threads) {}

    /// @throws dev.headroom.tsdb.DataDirectoryException when the path is nothing that can be analyzed
    public static EachLabelReport run(Request request, Progress progress) throws IOException {
        return Analysis.run(
                WhatIf.everything(request.path, request.threads), new EachLabel(request, progress)::answer, progress);
    }

    private EachLabelReport answer(Survey survey, Workers workers) {
        MergedSymbols symbols = survey.sources().symbols();
        Span span = survey.span();
        progress.startSeries(survey.sources(), WhatIf.files(survey).total());
        LabelCollector all = new SeriesPass(survey.sources(), TimeRange.ALL, span, progress)
                .run(workers, () -> new LabelCollector(survey, workers), List.of());
        List<LabelTable.Name> names = LabelTable.names(all, symbols).stream()
                .filter(name -> !name.text().equals("__name__"))
                .toList();
        progress.start("labels on the series of the blocks", (names.size() + 1) * WhatIf.seriesOfBlocks(survey), 0);
        Forecasts.Rooms rooms = new Forecasts.Rooms();
        Forecasts asIs = Forecasts.of(survey, new RelabelRules(List.of()), false, workers, rooms, progress)
                .orElseThrow();
        long[] hashes = all.table().hashes();
        List<LabelRow> rows = new ArrayList<>();
        for (LabelTable.Name name : names) {
            LabelSets sets = new LabelSets(all.table(), LabelTable.without(all, hashes, name.id()));
            RelabelRules rule = RelabelRules.droppingLabels(List.of(name.text()));
            rows.add(row(
                    all, span, name, sets, asIs, Forecasts.of(survey, rule, request.exact, workers, rooms, progress)));
        }
        rows.sort(Comparator.comparingLong(
                        (LabelRow row) -> row.savedBytes() == null ? Long.MAX_VALUE : -row.savedBytes())
                .thenComparing(LabelRow::name));
        return new EachLabelReport(
                survey.directory().path().toString(),
                request.exact,
                WhatIf.figures(all.counts(), span, all.samples(), asIs.chunkBytes(), asIs.indexBytes()),
                rows,
                WhatIf.damaged(survey));
    }

    private LabelRow row(
            LabelCollector all,
            Span span,
            LabelTable.Name name,
            LabelSets sets,
            Forecasts asIs,
            Optional<Forecasts> forecast) {
        long added = all.counts().added - sets.counts().added;
        return new LabelRow(
                name.text(),
                name.values(),
                name.series(),
                all.counts().series - sets.counts().series,
                all.counts().head - sets.counts().head,
                span.isNow() ? Long.valueOf(all.counts().active - sets.counts().active) : null,
                added,
                span.perHour(added),
                request.exact
                        ? forecast.map(after -> asIs.samples() - after.samples())
                                .orElse(null)
                        : null,
                forecast.map(after -> asIs.chunkBytes() - after.chunkBytes()).orElse(null),
                forecast.map(after -> asIs.indexBytes() - after.indexBytes()).orElse(null),
                sets.fallenTogether().size(),
                sets.overlapping());
    }
}
