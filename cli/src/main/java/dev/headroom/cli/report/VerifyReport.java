package dev.headroom.cli.report;

import dev.headroom.cli.render.Report;
import dev.headroom.cli.render.Style;
import dev.headroom.cli.render.Table;
import dev.headroom.cli.render.Table.Kind;
import dev.headroom.cli.render.Values;
import dev.headroom.tsdb.CorruptionException;
import dev.headroom.write.verify.Accounting;
import dev.headroom.write.verify.BlockVerdict;
import dev.headroom.write.verify.Comparison;
import dev.headroom.write.verify.Finding;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// What `headroom verify` found.
public final class VerifyReport implements Report {
    private final Path path;
    private final List<BlockVerdict> verdicts;
    private final List<Comparison> comparisons;
    private final List<Finding> findings = new ArrayList<>();

    /// @param comparisons with an original; none when there was none to compare with
    /// @param unreadable blocks that could not even be listed
    public VerifyReport(
            Path path,
            List<BlockVerdict> verdicts,
            List<Comparison> comparisons,
            List<CorruptionException> unreadable) {
        this.path = path;
        this.verdicts = verdicts;
        this.comparisons = comparisons;
        unreadable.forEach(damage ->
                findings.add(new Finding(Finding.Kind.DAMAGE, String.valueOf(damage.file()), damage.getMessage())));
        verdicts.forEach(verdict -> findings.addAll(verdict.findings()));
        comparisons.forEach(comparison -> findings.addAll(comparison.findings()));
    }

    /// The JSON report.
    ///
    /// @param sound whether no finding is a fault
    record Json(
            int schemaVersion,
            String path,
            boolean sound,
            List<Block> blocks,
            List<Against> comparisons,
            List<Found> findings) {}

    /// @param samples where the samples of the original went
    record Against(String original, String rewritten, Accounting samples) {}

    /// @param series counted, as are the others
    record Block(String path, boolean sound, long series, long chunks, long samples, long floats, long histograms) {}

    record Found(String block, String kind, boolean fault, String message) {}

    public boolean isSound() {
        return findings.stream().noneMatch(Finding::isFault);
    }

    @Override
    public Object json() {
        return new Json(
                1,
                path.toString(),
                isSound(),
                verdicts.stream()
                        .map(verdict -> new Block(
                                verdict.block(),
                                verdict.isSound(),
                                verdict.series(),
                                verdict.chunks(),
                                verdict.samples(),
                                verdict.floatSamples(),
                                verdict.histogramSamples()))
                        .toList(),
                comparisons.isEmpty()
                        ? null
                        : comparisons.stream()
                                .map(one -> new Against(one.original(), one.rewritten(), one.accounting()))
                                .toList(),
                findings.stream()
                        .map(finding -> new Found(
                                finding.block(), finding.kind().label(), finding.isFault(), finding.message()))
                        .toList());
    }

    @Override
    public List<String> summary(Style style) {
        List<String> lines = new ArrayList<>();
        for (Finding finding : findings) {
            String line = Values.printable(
                    name(finding.block()) + ": " + finding.kind().label() + ": " + finding.message());
            lines.add(finding.isFault() ? style.warning(line) : line);
        }
        long faults = findings.stream().filter(Finding::isFault).count();
        lines.add(Values.printable(path.toString()) + ": " + Values.count(verdicts.size())
                + (verdicts.size() == 1 ? " block, " : " blocks, ")
                + Values.count(verdicts.stream().mapToLong(BlockVerdict::series).sum()) + " series, "
                + Values.count(verdicts.stream().mapToLong(BlockVerdict::chunks).sum()) + " chunks, "
                + Values.count(
                        verdicts.stream().mapToLong(BlockVerdict::samples).sum()) + " samples: "
                + (faults == 0 ? "sound" : Values.count(faults) + (faults == 1 ? " fault" : " faults")));
        return lines;
    }

    private static String name(String block) {
        Path name = Path.of(block).getFileName();
        return name == null ? block : name.toString();
    }

    @Override
    public List<Table> tables() {
        Table.Builder blocks = Table.of("blocks", "BLOCKS")
                .column("block", "block", Kind.TEXT)
                .column("series", "series", Kind.COUNT)
                .column("chunks", "chunks", Kind.COUNT)
                .column("floats", "floats", Kind.COUNT)
                .column("histograms", "histograms", Kind.COUNT)
                .column("verdict", "verdict", Kind.TEXT);
        for (BlockVerdict verdict : verdicts) {
            blocks.row(
                    name(verdict.block()),
                    verdict.series(),
                    verdict.chunks(),
                    verdict.floatSamples(),
                    verdict.histogramSamples(),
                    verdict.isSound() ? "sound" : "faults");
        }
        return List.of(blocks.build(), against());
    }

    private Table against() {
        Table.Builder table = Table.of("against", "SAMPLES OF THE ORIGINAL")
                .column("original", "original", Kind.TEXT)
                .column("rewritten", "rewritten", Kind.TEXT)
                .column("samples", "samples", Kind.COUNT)
                .column("kept", "kept", Kind.COUNT)
                .column("merged", "merged", Kind.COUNT)
                .column("deleted", "deleted", Kind.COUNT)
                .column("dropped", "dropped", Kind.COUNT)
                .column("rewrittenSamples", "now", Kind.COUNT);
        for (Comparison one : comparisons) {
            Accounting samples = one.accounting();
            table.row(
                    one.original() == null ? null : name(one.original()),
                    one.rewritten() == null ? null : name(one.rewritten()),
                    samples.original(),
                    samples.kept(),
                    samples.merged(),
                    samples.deleted(),
                    samples.dropped(),
                    samples.rewritten());
        }
        return table.build();
    }
}
