package dev.headroom.analyze.whatif;

import com.google.re2j.Pattern;
import dev.headroom.analyze.Analysis;
import dev.headroom.analyze.engine.Progress;
import dev.headroom.analyze.engine.SeriesPass;
import dev.headroom.analyze.engine.Span;
import dev.headroom.analyze.engine.Survey;
import dev.headroom.analyze.engine.TimeRange;
import dev.headroom.analyze.engine.Workers;
import dev.headroom.analyze.whatif.SuggestReport.Kind;
import dev.headroom.analyze.whatif.SuggestReport.Needed;
import dev.headroom.analyze.whatif.SuggestReport.Suggestion;
import dev.headroom.write.relabel.Action;
import dev.headroom.write.relabel.RelabelRule;
import dev.headroom.write.relabel.RelabelRules;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Looks for relabeling rules that save a part of a directory.
///
/// What can go is tried in the order of what is lost with it, and within that by what it saves: labels with one
/// value; labels whose values come and go, so that series that follow one another become one; labels that tell
/// no two series apart; exploding labels of one metric; at last whole metrics. Everything is tried on top of
/// the rules that are taken already, and what makes series of the same time fall together is never taken. It
/// ends when the target is reached.
public final class Suggest {
    /// Labels that Prometheus itself or its functions need.
    private static final Set<String> KEPT = Set.of("__name__", "job", "instance", "le", "quantile");

    /// What saves a smaller part of bytes and of series is not worth a rule.
    private static final double LEAST = 0.001;

    /// A metric that costs a smaller part of everything is not worth losing.
    private static final double LEAST_METRIC = 0.01;

    private final Request request;
    private final Progress progress;

    private Survey survey;
    private Workers workers;
    private LabelCollector all;
    private List<LabelTable.Name> names;
    private Metrics metrics;

    private final Set<Integer> droppedLabels = new HashSet<>();
    private final List<Suggestion> taken = new ArrayList<>();
    private final List<Needed> needed = new ArrayList<>();
    private final Forecasts.Rooms rooms = new Forecasts.Rooms();
    private RelabelRules rules = new RelabelRules(List.of());
    private long[] hashes;
    private LabelSets sets;
    private Forecasts asIs;
    private Forecasts now;

    private Suggest(Request request, Progress progress) {
        this.request = request;
        this.progress = progress;
    }

    /// What to look for.
    ///
    /// @param path a data directory, or the directory of a block
    /// @param target part that is to be saved, 0 to 1
    public record Request(Path path, double target, int threads) {}

    /// Something that may go.
    ///
    /// @param label id of its name; -1 for a metric as a whole
    /// @param metric id of the metric it is about; -1 for all
    /// @param values of the label, or series of the metric
    /// @param worth a rough measure of what it saves
    private record Candidate(Kind kind, int label, int metric, long values, long worth) {}

    /// @throws dev.headroom.tsdb.DataDirectoryException when the path is nothing that can be analyzed
    public static SuggestReport run(Request request, Progress progress) throws IOException {
        return Analysis.run(
                WhatIf.everything(request.path, request.threads),
                (survey, workers) -> new Suggest(request, progress).answer(survey, workers),
                progress);
    }

    private SuggestReport answer(Survey opened, Workers threads) {
        survey = opened;
        workers = threads;
        Span span = survey.span();
        progress.startSeries(survey.sources(), WhatIf.files(survey).total());
        all = new SeriesPass(survey.sources(), TimeRange.ALL, span, progress)
                .run(workers, () -> new LabelCollector(survey, workers), List.of());
        names = LabelTable.names(all, survey.sources().symbols());
        metrics = new Metrics(all, id("__name__"));
        hashes = all.table().hashes();
        sets = new LabelSets(all.table(), hashes);
        progress.start("rules on the series of the blocks", WhatIf.seriesOfBlocks(survey), 0);
        asIs = forecast(rules).orElseThrow();
        now = asIs;
        for (Candidate candidate : candidates()) {
            if (reached(now, sets) >= request.target) {
                break;
            }
            consider(candidate);
        }
        return new SuggestReport(
                survey.directory().path().toString(),
                request.target,
                reached(now, sets),
                WhatIf.figures(all.counts(), span, all.samples(), asIs.chunkBytes(), asIs.indexBytes()),
                WhatIf.figures(
                        sets.counts(),
                        span,
                        all.samples() - metrics.droppedSamples(hashes),
                        now.chunkBytes(),
                        now.indexBytes()),
                taken,
                needed,
                WhatIf.damaged(survey));
    }

    private Optional<Forecasts> forecast(RelabelRules with) {
        progress.start(
                "rule " + with.rules().size() + " on the series of the blocks", WhatIf.seriesOfBlocks(survey), 0);
        return Forecasts.of(survey, with, false, workers, rooms, progress);
    }

    /// The part that is saved.
    private double reached(Forecasts forecasts, LabelSets left) {
        return asIs.bytes() > 0
                ? 1 - (double) forecasts.bytes() / asIs.bytes()
                : part(all.counts().series - left.counts().series, all.counts().series);
    }

    private static double part(long part, long whole) {
        return whole == 0 ? 0 : (double) part / whole;
    }

    private int id(String name) {
        return survey.sources().symbols().find(name);
    }

    private String text(int id) {
        return survey.sources().symbols().text(id);
    }

    private List<Candidate> candidates() {
        List<Candidate> candidates = new ArrayList<>();
        for (LabelTable.Name name : names) {
            if (KEPT.contains(name.text()) || name.text().startsWith("__")) {
                continue;
            }
            if (!LabelTable.isDroppable(all, name.id(), id("__name__"))) {
                addOfMetrics(name, candidates);
                continue;
            }
            LabelSets without = new LabelSets(all.table(), LabelTable.without(all, hashes, name.id()));
            if (without.overlapping() > 0) {
                needed.add(new Needed(name.text(), without.overlapping()));
                addOfMetrics(name, candidates);
            } else {
                long saved = without.joined();
                Kind kind = name.values() == 1 ? Kind.constant : saved > 0 ? Kind.exploding : Kind.redundant;
                candidates.add(new Candidate(kind, name.id(), -1, name.values(), indexCost(name) + 100 * saved));
            }
        }
        double perSeries = asIs.bytes() == 0
                ? 1
                : (double) asIs.indexBytes() / Math.max(1, all.table().count());
        metrics.dearest(LEAST_METRIC, perSeries, (metric, series, cost) -> {
            if (!text(metric).equals("up")) {
                candidates.add(new Candidate(Kind.metric, -1, metric, series, cost));
            }
        });
        candidates.sort(Comparator.comparing(Candidate::kind)
                .thenComparing(Comparator.comparingLong(Candidate::worth).reversed())
                .thenComparingInt(Candidate::label)
                .thenComparingInt(Candidate::metric));
        return candidates;
    }

    /// A label that is needed may still explode on some metrics: those with a hundredth of all series are
    /// tried.
    private void addOfMetrics(LabelTable.Name name, List<Candidate> candidates) {
        if (!name.text().matches("[a-zA-Z_][a-zA-Z0-9_]*")) {
            return;
        }
        metrics.carrying(name.id(), (metric, series, values) -> {
            if (series < LEAST_METRIC * all.counts().series || values < 2) {
                return;
            }
            LabelSets without = new LabelSets(all.table(), metrics.onlyWithout(hashes, metric, name.id()));
            long saved = without.joined();
            if (without.overlapping() == 0 && saved > 0) {
                candidates.add(new Candidate(Kind.explodingOnMetric, name.id(), metric, values, saved));
            }
        });
    }

    /// About what a label takes of an index: of each of its series an entry in a list and two numbers, of each
    /// value a list, its place and its text.
    private static long indexCost(LabelTable.Name name) {
        return 8 * name.series() + 40 * name.values();
    }

    private void consider(Candidate candidate) {
        if (candidate.label >= 0 && droppedLabels.contains(candidate.label)) {
            return;
        }
        long[] next = without(candidate);
        LabelSets left = new LabelSets(all.table(), next);
        if (left.overlapping() > 0) {
            needed.add(new Needed(text(candidate.label), left.overlapping()));
            return;
        }
        RelabelRule rule = rule(candidate);
        RelabelRules with = rules.and(new RelabelRules(List.of(rule)));
        Forecasts forecasts = forecast(with).orElse(null);
        if (forecasts == null) {
            return;
        }
        long bytes = now.bytes() - forecasts.bytes();
        SeriesTable.Counts before = sets.counts();
        SeriesTable.Counts after = left.counts();
        long series = before.series - after.series;
        if (part(bytes, asIs.bytes()) < LEAST && part(series, all.counts().series) < LEAST) {
            return;
        }
        long added = before.added - after.added;
        taken.add(new Suggestion(
                rule,
                candidate.kind,
                candidate.label < 0 ? null : text(candidate.label),
                candidate.metric < 0 ? null : text(candidate.metric),
                candidate.values,
                candidate.kind == Kind.redundant ? followsFrom(candidate.label) : null,
                bytes,
                series,
                before.head - after.head,
                added,
                survey.span().perHour(added)));
        if (candidate.label >= 0 && candidate.metric < 0) {
            droppedLabels.add(candidate.label);
        }
        rules = with;
        hashes = next;
        sets = left;
        now = forecasts;
    }

    private long[] without(Candidate candidate) {
        if (candidate.label < 0) {
            return metrics.without(hashes, candidate.metric);
        }
        return candidate.metric < 0
                ? LabelTable.without(all, hashes, candidate.label)
                : metrics.withoutLabel(hashes, candidate.metric, candidate.label);
    }

    /// A label that is left and tells the value of another one.
    private String followsFrom(int label) {
        for (LabelTable.Name name : names) {
            boolean isLeft = name.id() != label && !droppedLabels.contains(name.id());
            if (isLeft
                    && !name.text().equals("__name__")
                    && LabelTable.tells(
                            all, name.id(), label, survey.sources().symbols().count())) {
                return name.text();
            }
        }
        return null;
    }

    private RelabelRule rule(Candidate candidate) {
        if (candidate.label < 0) {
            return RelabelRule.of(Action.DROP)
                    .sourceLabels("__name__")
                    .regex(Pattern.quote(text(candidate.metric)))
                    .build();
        }
        if (candidate.metric < 0) {
            return RelabelRules.droppingLabels(List.of(text(candidate.label)))
                    .rules()
                    .getFirst();
        }
        return RelabelRule.of(Action.REPLACE)
                .sourceLabels("__name__")
                .regex(Pattern.quote(text(candidate.metric)))
                .targetLabel(text(candidate.label))
                .replacement("")
                .build();
    }
}
