package dev.headroom.analyze.diff;

import dev.headroom.analyze.Analysis;
import dev.headroom.analyze.AnalyzeRequest;
import dev.headroom.analyze.collect.TallyMaker;
import dev.headroom.analyze.diff.Census.Part;
import dev.headroom.analyze.diff.DiffReport.ChangeRow;
import dev.headroom.analyze.diff.DiffReport.NameRow;
import dev.headroom.analyze.diff.DiffReport.Side;
import dev.headroom.analyze.engine.Progress;
import dev.headroom.analyze.report.AnalyzeReport.DamageRow;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/// `headroom diff`: two censuses, name by name. Nothing is cut off before it is compared.
public final class Diff {
    /// What rows are put in order by.
    public enum Order {
        SERIES,
        SAMPLES,
        BYTES,
        CHURN;

        private Number of(Numbers numbers) {
            return switch (this) {
                case SERIES -> numbers.series();
                case SAMPLES -> numbers.samples();
                case BYTES -> numbers.chunkBytes();
                case CHURN -> numbers.seriesAddedPerHour();
            };
        }
    }

    private final Order order;
    private final int limit;
    private final List<String> notes = new ArrayList<>();

    private Diff(Order order, int limit) {
        this.order = order;
        this.limit = limit;
    }

    /// Counts everything that has a name in a directory or a block.
    ///
    /// @param other what it is to be compared with; `null` for another directory
    public static Census census(AnalyzeRequest request, Census other, Progress progress) throws IOException {
        if (other != null && other.origin() == Census.Origin.REPORT) {
            return Census.of(Analysis.run(request, progress));
        }
        return Analysis.run(
                request,
                (survey, workers) -> {
                    boolean anyTime = survey.span().end() != Long.MIN_VALUE;
                    return Census.of(
                            request,
                            anyTime ? survey.span().start() : null,
                            anyTime ? survey.span().end() : null,
                            survey.damaged().stream().map(DamageRow::of).toList(),
                            new TallyMaker(survey, request.range(), workers, progress));
                },
                progress);
    }

    /// Compares.
    ///
    /// @param limit rows of a list; 0 for all
    public static DiffReport compare(Census before, Census after, Order order, int limit) {
        return new Diff(order, limit).compare(before, after);
    }

    private DiffReport compare(Census before, Census after) {
        return new DiffReport(
                1,
                side(before),
                side(after),
                new ChangeRow("", before.total(), after.total(), after.total().minus(before.total())),
                compare("metrics", before.metrics(), after.metrics()),
                compare("jobs", before.jobs(), after.jobs()),
                compare("label names", before.labelNames(), after.labelNames()),
                compare("label pairs", before.labelPairs(), after.labelPairs()),
                notes,
                Stream.concat(before.damaged().stream(), after.damaged().stream())
                        .distinct()
                        .toList());
    }

    private static Side side(Census census) {
        return new Side(census.path(), census.dataStart(), census.dataEnd(), census.hours());
    }

    private DiffReport.Part compare(String what, Part before, Part after) {
        if (!before.isKnown() || !after.isKnown()) {
            notes.add("a gate's baseline knows no " + what);
            return new DiffReport.Part(0, 0, 0, List.of(), List.of(), List.of());
        }
        if (!before.isComplete() || !after.isComplete()) {
            notes.add("a saved report lists only some of its " + what
                    + ", so that new and vanished ones cannot be told; analyze --limit 0 saves all");
        }
        List<ChangeRow> changed = new ArrayList<>();
        List<NameRow> added = new ArrayList<>();
        List<NameRow> vanished = new ArrayList<>();
        after.names().forEach((name, now) -> {
            Numbers old = before.names().get(name);
            if (old != null) {
                Numbers growth = now.minus(old);
                if (!growth.isNothing()) {
                    changed.add(new ChangeRow(name, old, now, growth));
                }
            } else if (before.isComplete()) {
                added.add(new NameRow(name, now));
            }
        });
        if (after.isComplete()) {
            before.names().forEach((name, old) -> {
                if (!after.names().containsKey(name)) {
                    vanished.add(new NameRow(name, old));
                }
            });
        }
        return new DiffReport.Part(
                changed.size(),
                added.size(),
                vanished.size(),
                first(changed, ChangeRow::growth, ChangeRow::name),
                first(added, NameRow::numbers, NameRow::name),
                first(vanished, NameRow::numbers, NameRow::name));
    }

    /// The rows whose numbers are farthest from nothing: the number that was asked for, then whichever else.
    private <T> List<T> first(List<T> rows, Function<T, Numbers> numbers, Function<T, String> name) {
        Comparator<T> comparator = farthest(numbers, order::of);
        for (Order other : Order.values()) {
            comparator = comparator.thenComparing(farthest(numbers, other::of));
        }
        rows.sort(comparator.thenComparing(farthest(numbers, Numbers::values)).thenComparing(name));
        return List.copyOf(rows.subList(0, limit == 0 ? rows.size() : Math.min(limit, rows.size())));
    }

    private static <T> Comparator<T> farthest(Function<T, Numbers> numbers, Function<Numbers, Number> number) {
        return Comparator.comparingDouble((T row) -> {
                    Number value = number.apply(numbers.apply(row));
                    return value == null ? 0 : Math.abs(value.doubleValue());
                })
                .reversed();
    }
}
