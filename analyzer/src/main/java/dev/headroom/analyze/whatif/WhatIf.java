package dev.headroom.analyze.whatif;

import dev.headroom.analyze.Analysis;
import dev.headroom.analyze.AnalyzeRequest;
import dev.headroom.analyze.engine.Progress;
import dev.headroom.analyze.engine.SeriesPass;
import dev.headroom.analyze.engine.Span;
import dev.headroom.analyze.engine.Survey;
import dev.headroom.analyze.engine.TimeRange;
import dev.headroom.analyze.engine.Workers;
import dev.headroom.analyze.whatif.WhatIfReport.BlockRow;
import dev.headroom.analyze.whatif.WhatIfReport.Collisions;
import dev.headroom.analyze.whatif.WhatIfReport.Example;
import dev.headroom.analyze.whatif.WhatIfReport.Figures;
import dev.headroom.analyze.whatif.WhatIfReport.Metric;
import dev.headroom.tsdb.block.BlockFiles;
import dev.headroom.tsdb.block.DataDirectory;
import dev.headroom.write.relabel.RelabelRules;
import dev.headroom.write.relabel.RelabelSymbols;
import dev.headroom.write.rewrite.BlockForecast;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What relabeling rules would change about a directory, found out without writing anything: one pass over the
/// series of blocks and head, then a measured rewrite of each block, and another pass for examples when series
/// fall together.
public final class WhatIf {
    private final Request request;
    private final Progress progress;

    private WhatIf(Request request, Progress progress) {
        this.request = request;
        this.progress = progress;
    }

    /// What to find out.
    ///
    /// @param path a data directory, or the directory of a block
    /// @param exact whether to look at the samples of series that overlap in time
    /// @param limit examples of collisions, and metrics; 0 for all
    public record Request(Path path, RelabelRules rules, boolean exact, int limit, int threads) {}

    /// @throws dev.headroom.tsdb.DataDirectoryException when the path is nothing that can be analyzed
    public static WhatIfReport run(Request request, Progress progress) throws IOException {
        return Analysis.run(everything(request.path, request.threads), new WhatIf(request, progress)::answer, progress);
    }

    /// A request for all series of a path.
    static AnalyzeRequest everything(Path path, int threads) {
        return new AnalyzeRequest(path, null, List.of(), List.of(), TimeRange.ALL, null, true, 0, 0, false, threads);
    }

    private WhatIfReport answer(Survey survey, Workers workers) {
        RelabelRules rules = request.rules;
        RelabelSymbols symbols = new RelabelSymbols(survey.sources().symbols());
        Span span = survey.span();
        BlockFiles files = files(survey);
        progress.startSeries(survey.sources(), files.total());
        SeriesPass pass = new SeriesPass(survey.sources(), TimeRange.ALL, span, progress);
        ChangeCollector all = pass.run(workers, () -> new ChangeCollector(rules, symbols, span.isNow()), List.of());
        LabelSets labelSets = new LabelSets(all.left, all.left.hashes());
        List<Forecasts> steps = all.unstorable > 0 ? List.of() : steps(survey, workers);
        Optional<Forecasts> last = steps.isEmpty() ? Optional.empty() : Optional.ofNullable(steps.getLast());
        long shared = last.filter(forecasts -> request.exact)
                .map(Forecasts::sharedSamples)
                .orElse(0L);
        List<LabelSets.Group> fallen = labelSets.fallenTogether();
        ExampleCollector found = examples(fallen, symbols, pass, workers);
        return new WhatIfReport(
                survey.directory().path().toString(),
                request.exact,
                figures(all.before, span, all.samplesBefore, files.chunks(), files.index()),
                figures(
                        labelSets.counts(),
                        span,
                        all.samples - shared,
                        last.map(Forecasts::chunkBytes).orElse(null),
                        last.map(Forecasts::indexBytes).orElse(null)),
                steps.isEmpty()
                        ? null
                        : Long.valueOf(files.chunks()
                                + files.index()
                                - steps.getFirst().bytes()),
                rules(all, steps),
                new Collisions(
                        fallen.size(),
                        fallen.stream().mapToLong(LabelSets.Group::series).sum(),
                        labelSets.overlapping(),
                        last.filter(forecasts -> request.exact)
                                .map(Forecasts::sharing)
                                .orElse(null),
                        last.filter(forecasts -> request.exact)
                                .map(Forecasts::sharedSamples)
                                .orElse(null),
                        shown(fallen).stream()
                                .map(group -> example(group, found, last))
                                .toList()),
                metrics(fallen, found),
                all.droppedSeries[rules.rules().size()],
                all.unstorable,
                last.map(forecasts -> blockRows(survey, forecasts)).orElse(List.of()),
                damaged(survey));
    }

    static BlockFiles files(Survey survey) {
        return DataDirectory.files(survey.entries());
    }

    static List<WhatIfReport.Damage> damaged(Survey survey) {
        return survey.damaged().stream()
                .map(damage -> new WhatIfReport.Damage(damage.file(), damage.getMessage()))
                .toList();
    }

    static Figures figures(SeriesTable.Counts counts, Span span, long samples, Long chunkBytes, Long indexBytes) {
        return new Figures(
                counts.series,
                counts.head,
                span.isNow() ? counts.active : null,
                counts.added,
                span.perHour(counts.added),
                samples,
                chunkBytes,
                indexBytes);
    }

    /// What the blocks come to without any rule, after the first, after the first two, and so on; `null` where
    /// that cannot be said.
    private List<Forecasts> steps(Survey survey, Workers workers) {
        List<Forecasts> steps = new ArrayList<>();
        Forecasts.Rooms rooms = new Forecasts.Rooms();
        int count = request.rules.rules().size();
        progress.start("rules on the series of the blocks", (count + 1) * seriesOfBlocks(survey), 0);
        for (int rule = 0; rule <= count; rule++) {
            RelabelRules first = new RelabelRules(request.rules.rules().subList(0, rule));
            boolean looks = request.exact && rule == count;
            steps.add(
                    Forecasts.of(survey, first, looks, workers, rooms, progress).orElse(null));
        }
        return steps;
    }

    static long seriesOfBlocks(Survey survey) {
        return survey.sources().blocks().stream()
                .mapToLong(block -> block.allSeries().count())
                .sum();
    }

    private List<WhatIfReport.Rule> rules(ChangeCollector all, List<Forecasts> steps) {
        List<WhatIfReport.Rule> rules = new ArrayList<>();
        long before = steps.isEmpty() ? 0 : steps.getFirst().bytes();
        for (int i = 0; i < request.rules.rules().size(); i++) {
            Forecasts step = steps.isEmpty() ? null : steps.get(i + 1);
            rules.add(new WhatIfReport.Rule(
                    request.rules.rules().get(i),
                    all.droppedSeries[i],
                    all.droppedSamples[i],
                    all.droppedBytes[i],
                    step == null ? null : Long.valueOf(before - step.bytes())));
            before = step == null ? before : step.bytes();
        }
        return rules;
    }

    private List<LabelSets.Group> shown(List<LabelSets.Group> fallen) {
        return request.limit == 0 ? fallen : fallen.subList(0, Math.min(request.limit, fallen.size()));
    }

    private ExampleCollector examples(
            List<LabelSets.Group> fallen, RelabelSymbols symbols, SeriesPass pass, Workers workers) {
        long[] hashes =
                fallen.stream().mapToLong(LabelSets.Group::hash).sorted().toArray();
        List<Long> wanted = shown(fallen).stream().map(LabelSets.Group::hash).toList();
        return fallen.isEmpty()
                ? new ExampleCollector(request.rules, symbols, hashes, wanted)
                : pass.run(workers, () -> new ExampleCollector(request.rules, symbols, hashes, wanted), List.of());
    }

    private Example example(LabelSets.Group group, ExampleCollector found, Optional<Forecasts> forecasts) {
        return new Example(
                found.labels.get(group.hash()),
                group.series(),
                group.overlapping(),
                forecasts
                        .filter(any -> request.exact)
                        .map(any -> any.sharedSamples(found.labels.get(group.hash())))
                        .orElse(null),
                found.series.get(group.hash()));
    }

    private List<Metric> metrics(List<LabelSets.Group> fallen, ExampleCollector found) {
        Map<String, Metric> metrics = new HashMap<>();
        for (LabelSets.Group group : fallen) {
            metrics.merge(
                    found.metric(group.hash()),
                    new Metric(found.metric(group.hash()), 1, group.series(), group.overlapping() ? 1 : 0),
                    (a, b) -> new Metric(
                            a.name(),
                            a.labelSets() + b.labelSets(),
                            a.series() + b.series(),
                            a.overlapping() + b.overlapping()));
        }
        return metrics.values().stream()
                .sorted(Comparator.comparingLong((Metric metric) -> -metric.overlapping())
                        .thenComparingLong(metric -> -metric.series())
                        .thenComparing(Metric::name))
                .limit(request.limit == 0 ? Long.MAX_VALUE : request.limit)
                .toList();
    }

    private static List<BlockRow> blockRows(Survey survey, Forecasts forecasts) {
        List<BlockRow> rows = new ArrayList<>();
        for (int i = 0; i < survey.entries().size(); i++) {
            DataDirectory.Entry entry = survey.entries().get(i);
            BlockForecast forecast = forecasts.blocks().get(i);
            rows.add(new BlockRow(
                    entry.meta().ulid(),
                    forecast.seriesBefore(),
                    forecast.series(),
                    forecast.merged(),
                    forecast.samplesBefore(),
                    forecast.samples(),
                    entry.files().chunks(),
                    forecast.chunkBytes(),
                    entry.files().index(),
                    forecast.indexBytes()));
        }
        return rows;
    }
}
