package dev.headroom.analyze.collect;

import dev.headroom.analyze.AnalyzeRequest;
import dev.headroom.analyze.engine.IndexPass;
import dev.headroom.analyze.engine.Progress;
import dev.headroom.analyze.engine.Sources;
import dev.headroom.analyze.engine.Survey;
import dev.headroom.analyze.engine.Workers;
import dev.headroom.analyze.report.AnalyzeReport.Bytes;
import dev.headroom.analyze.report.AnalyzeReport.DamageRow;
import dev.headroom.analyze.report.AnalyzeReport.IgnoredRow;
import dev.headroom.analyze.report.IndexReport;
import dev.headroom.analyze.report.IndexReport.BlockRow;
import dev.headroom.analyze.report.IndexReport.Churn;
import dev.headroom.analyze.report.IndexReport.ChurnJobRow;
import dev.headroom.analyze.report.IndexReport.Disk;
import dev.headroom.analyze.report.IndexReport.GroupRow;
import dev.headroom.analyze.report.IndexReport.LabelRow;
import dev.headroom.analyze.report.IndexReport.Reclaimable;
import dev.headroom.analyze.report.IndexReport.Series;
import dev.headroom.analyze.report.IndexReport.SeriesRow;
import dev.headroom.tsdb.CorruptionException;
import dev.headroom.tsdb.block.BlockFiles;
import dev.headroom.tsdb.block.DataDirectory;
import dev.headroom.tsdb.selector.Selector;
import java.util.ArrayList;
import java.util.List;

/// Runs a pass over the indexes and turns what its collectors have counted into the report.
public final class IndexReportMaker {
    private final AnalyzeRequest request;
    private final Survey survey;
    private final Sources sources;
    private final Times times;

    private IndexCollectors collected;

    /// @param survey without a head
    public IndexReportMaker(AnalyzeRequest request, Survey survey) {
        this.request = request;
        this.survey = survey;
        sources = survey.sources();
        times = new Times(survey.span());
    }

    /// Runs the pass and makes the report.
    ///
    /// @throws CorruptionException when a block turns out to be damaged
    public IndexReport make(Workers workers, Progress progress) {
        int[] by = request.by().stream().mapToInt(sources.symbols()::find).toArray();
        int metric = sources.symbols().find("__name__");
        int job = sources.symbols().find("job");
        progress.startSeries(
                sources,
                sources.blocks().stream()
                        .mapToLong(block -> block.index().size())
                        .sum());
        IndexCosts costs = new IndexCosts();
        List<Runnable> alongside = new ArrayList<>();
        if (request.selectors().isEmpty()) {
            sources.blocks().forEach(block -> alongside.add(() -> costs.add(block)));
        }
        long coveredMillis = survey.coveredMillis();
        collected = new IndexPass(sources, request.range(), survey.span(), progress)
                .run(
                        workers,
                        () -> new IndexCollectors(
                                coveredMillis,
                                sources.blocks().size(),
                                sources.symbols().count(),
                                metric,
                                job,
                                by),
                        alongside);
        return report(request.selectors().isEmpty() ? costs : null);
    }

    private IndexReport report(IndexCosts costs) {
        CardinalityLists labels =
                new CardinalityLists(collected.cardinality, sources.symbols(), times, request.limit());
        boolean anySample = collected.totals.of(SeriesTotals.SERIES) > 0;
        return new IndexReport(
                IndexReport.SCHEMA_VERSION,
                request.path().toString(),
                anySample ? collected.dataStart : null,
                anySample ? collected.dataEnd : null,
                blockRows(),
                survey.directory().ignored().stream().map(IgnoredRow::of).toList(),
                survey.damaged().stream().map(DamageRow::of).toList(),
                request.selectors().stream().map(Selector::toString).toList(),
                survey.directory().liveDirectories(),
                new Series(collected.totals.of(SeriesTotals.SERIES), collected.indexedSeries),
                disk(),
                sources.sectionSizes(),
                labels.cardinality(),
                churn(labels),
                labels.labels(costs).stream().map(LabelRow::of).toList(),
                rows(collected.metrics),
                rows(collected.jobs),
                request.by().isEmpty() ? List.of() : groups());
    }

    private List<BlockRow> blockRows() {
        List<BlockRow> rows = new ArrayList<>();
        for (int i = 0; i < survey.entries().size(); i++) {
            DataDirectory.Entry entry = survey.entries().get(i);
            rows.add(new BlockRow(
                    entry.meta().ulid(),
                    entry.meta().minTime(),
                    entry.meta().maxTime(),
                    entry.meta().compaction().level(),
                    collected.blocks.series[i],
                    collected.blocks.chunks[i],
                    entry.meta().stats().tombstones(),
                    Bytes.of(entry.files())));
        }
        return rows;
    }

    private Disk disk() {
        DataDirectory directory = survey.directory();
        BlockFiles files = directory.blockFiles();
        DataDirectory.LiveSizes live = directory.sizes();
        return new Disk(
                Bytes.of(files),
                live.wal(),
                live.wbl(),
                live.chunksHead(),
                live.snapshot(),
                files.total() + live.total(),
                new Reclaimable(directory.ignoredBytes()));
    }

    private Churn churn(CardinalityLists labels) {
        GroupCollector jobs = collected.jobs;
        long added = collected.totals.of(SeriesTotals.ADDED);
        return new Churn(
                added,
                times.perHour(added),
                Top.of(jobs.size(), request.limit(), jobs.added::of, jobs::compareValues).stream()
                        .map(i -> new ChurnJobRow(
                                jobs.text(i, 0, sources.symbols()),
                                jobs.series.of(i),
                                jobs.added.of(i),
                                times.perHour(jobs.added.of(i))))
                        .toList(),
                labels.pairsByAdded(),
                labels.namesByNewValues());
    }

    private List<SeriesRow> rows(GroupCollector groups) {
        return largest(groups).stream()
                .map(i -> new SeriesRow(
                        groups.text(i, 0, sources.symbols()), groups.series.of(i), times.perHour(groups.added.of(i))))
                .toList();
    }

    private List<GroupRow> groups() {
        GroupCollector groups = collected.groups;
        return largest(groups).stream()
                .map(i -> new GroupRow(
                        groups.labels(i, request.by(), sources.symbols()),
                        groups.series.of(i),
                        times.perHour(groups.added.of(i))))
                .toList();
    }

    private List<Integer> largest(GroupCollector groups) {
        return Top.of(groups.size(), request.limit(), groups.series::of, groups::compareValues);
    }
}
