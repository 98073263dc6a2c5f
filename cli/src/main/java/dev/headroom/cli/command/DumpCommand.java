package dev.headroom.cli.command;

import dev.headroom.analyze.Dump;
import dev.headroom.analyze.engine.SampleVisitor;
import dev.headroom.analyze.engine.TimeRange;
import dev.headroom.cli.ExitCode;
import dev.headroom.cli.Headroom;
import dev.headroom.cli.Results;
import dev.headroom.cli.dump.ByteSink;
import dev.headroom.cli.dump.OpenMetricsSampleText;
import dev.headroom.cli.dump.PlainSampleText;
import dev.headroom.cli.dump.SampleText;
import dev.headroom.tsdb.CorruptionException;
import dev.headroom.tsdb.histogram.Histogram;
import dev.headroom.tsdb.merge.MergedSymbols;
import dev.headroom.tsdb.units.Timestamps;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `headroom dump`.
@Command(
        name = "dump",
        description =
                "Prints every sample, as promtool tsdb dump does; of samples at the same time in overlapping blocks,"
                        + " one.",
        mixinStandardHelpOptions = true)
public final class DumpCommand implements Callable<Integer> {
    /// Damage beyond this many lines is only counted: a lost segment has millions of chunks.
    private static final int MOST_WARNINGS = 10;

    /// The texts that samples can be printed as.
    enum Format {
        TEXT,
        OPENMETRICS
    }

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "DIR|BLOCK", description = "A Prometheus data directory, or one block of it.")
    private Path path;

    @Mixin
    private SeriesOptions series;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            defaultValue = "text",
            description = "text or openmetrics, which has no native histograms (default: text).")
    private Format format;

    @Option(names = "--no-wal", description = "Leaves out what is in no block yet.")
    private boolean noWal;

    @Option(
            names = "--as-server",
            description = "Prints the samples of the head that a server returns and promtool leaves out when the newest"
                    + " block was made of out-of-order samples.")
    private boolean asServer;

    @Option(names = "--strict", description = "Stops at the first damage instead of leaving it out.")
    private boolean strict;

    private long damages;

    @Override
    public Integer call() throws Exception {
        SampleText text = switch (format) {
            case TEXT -> new PlainSampleText();
            case OPENMETRICS -> new OpenMetricsSampleText();
        };
        ByteSink out = new ByteSink(Results.bytes(spec));
        TimeRange range = series.range();
        Dump.Result result;
        try (ProgressLine line = ProgressLine.besideAnswer(spec.commandLine().getErr())) {
            result = Dump.run(
                    new Dump.Request(path, series.selectors(), range, head()),
                    new Printer(text, out),
                    damage -> handle(damage, line),
                    line.progress());
        }
        text.end(out);
        out.flush();
        if (result.leftOutBefore() != Long.MIN_VALUE) {
            Headroom.warn(
                    spec.commandLine().getErr(),
                    "left out, as promtool does: in-order samples of the head before "
                            + Timestamps.print(result.leftOutBefore()) + ", which a server returns (--as-server)");
        }
        if (damages > MOST_WARNINGS) {
            Headroom.warn(spec.commandLine().getErr(), (damages - MOST_WARNINGS) + " more places could not be read");
        }
        return damages == 0 ? ExitCode.OK : ExitCode.DATA;
    }

    private Dump.Head head() {
        if (noWal) {
            return Dump.Head.NONE;
        }
        return asServer ? Dump.Head.AS_SERVER : Dump.Head.AS_PROMTOOL;
    }

    private void handle(CorruptionException damage, ProgressLine line) {
        if (strict) {
            throw damage;
        }
        damages++;
        if (damages <= MOST_WARNINGS) {
            line.makeRoom();
            Headroom.warnOfDamage(spec.commandLine().getErr(), damage.file(), damage.getMessage() + " (left out)");
        }
    }

    private record Printer(SampleText text, ByteSink out) implements SampleVisitor {
        @Override
        public void series(MergedSymbols symbols, int[] labels, int length) {
            text.startSeries(symbols, labels, length);
        }

        @Override
        public void sample(long timestamp, long start, double value) throws IOException {
            text.append(out, timestamp, value);
            out.flushWhenFull();
        }

        @Override
        public void sample(long timestamp, long start, Histogram histogram) throws IOException {
            text.append(out, timestamp, histogram);
            out.flushWhenFull();
        }
    }
}
