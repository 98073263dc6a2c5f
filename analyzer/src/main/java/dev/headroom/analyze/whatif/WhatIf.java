package dev.headroom.analyze.whatif;

import dev.headroom.analyze.Analysis;
import dev.headroom.analyze.AnalyzeRequest;
import dev.headroom.analyze.engine.Progress;
import dev.headroom.analyze.engine.SeriesPass;
import dev.headroom.analyze.engine.Survey;
import dev.headroom.analyze.engine.TimeRange;
import dev.headroom.analyze.engine.Workers;
import dev.headroom.analyze.whatif.WhatIfReport.Collisions;
import dev.headroom.analyze.whatif.WhatIfReport.Example;
import dev.headroom.analyze.whatif.WhatIfReport.Figures;
import dev.headroom.write.relabel.RelabelRules;
import dev.headroom.write.relabel.RelabelSymbols;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// What relabeling rules would change about a directory, blocks and head, found out without writing anything: one
/// pass over indexes and chunk headers, and another one for examples when series fall together.
public final class WhatIf {
    private final RelabelRules rules;
    private final int limit;
    private final Progress progress;

    private WhatIf(RelabelRules rules, int limit, Progress progress) {
        this.rules = rules;
        this.limit = limit;
        this.progress = progress;
    }

    /// @param limit examples of collisions
    /// @throws dev.headroom.tsdb.DataDirectoryException when the path is nothing that can be analyzed
    public static WhatIfReport run(Path path, RelabelRules rules, int limit, int threads, Progress progress)
            throws IOException {
        AnalyzeRequest request = new AnalyzeRequest(
                path, null, List.of(), List.of(), TimeRange.ALL, null, true, 0, limit, false, threads);
        return Analysis.run(request, new WhatIf(rules, limit, progress)::answer, progress);
    }

    private WhatIfReport answer(Survey survey, Workers workers) {
        RelabelSymbols symbols = new RelabelSymbols(survey.sources().symbols());
        progress.start("series", survey.sources().seriesEstimate());
        SeriesPass pass = new SeriesPass(survey.sources(), TimeRange.ALL, survey.span(), progress);
        ChangeCollector all = pass.run(workers, () -> new ChangeCollector(rules, symbols), List.of());
        LabelSets labelSets = new LabelSets(all);
        List<WhatIfReport.Rule> dropped = new ArrayList<>();
        for (int i = 0; i < rules.rules().size(); i++) {
            dropped.add(new WhatIfReport.Rule(
                    rules.rules().get(i).toString(), all.droppedSeries[i], all.droppedSamples[i], all.droppedBytes[i]));
        }
        List<LabelSets.Group> fallen = labelSets.fallenTogether();
        return new WhatIfReport(
                survey.directory().path().toString(),
                new Figures(
                        all.seriesBefore,
                        all.headBefore,
                        all.activeBefore,
                        all.addedBefore,
                        all.samplesBefore,
                        all.chunkBytesBefore),
                new Figures(
                        labelSets.series(),
                        labelSets.head(),
                        labelSets.active(),
                        labelSets.added(),
                        all.samples,
                        all.chunkBytes),
                dropped,
                new Collisions(
                        fallen.size(),
                        fallen.stream().mapToLong(LabelSets.Group::series).sum(),
                        fallen.stream().filter(LabelSets.Group::overlapping).count(),
                        examples(fallen, symbols, pass, workers)),
                all.unstorable,
                survey.damaged().stream()
                        .map(damage -> new WhatIfReport.Damage(damage.file(), damage.getMessage()))
                        .toList());
    }

    private List<Example> examples(
            List<LabelSets.Group> fallen, RelabelSymbols symbols, SeriesPass pass, Workers workers) {
        List<LabelSets.Group> shown = fallen.subList(0, Math.min(limit, fallen.size()));
        if (shown.isEmpty()) {
            return List.of();
        }
        List<Long> hashes = shown.stream().map(LabelSets.Group::hash).toList();
        ExampleCollector found = pass.run(workers, () -> new ExampleCollector(rules, symbols, hashes), List.of());
        return shown.stream()
                .map(group -> new Example(
                        found.labels.get(group.hash()),
                        group.series(),
                        group.overlapping(),
                        found.series.get(group.hash())))
                .toList();
    }
}
