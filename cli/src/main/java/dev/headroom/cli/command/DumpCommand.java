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

/// `headroom dump`.
public final class DumpCommand extends Command {
    /// Damage beyond this many lines is only counted: a lost segment has millions of chunks.
    private static final int MOST_WARNINGS = 10;

    /// The texts that samples can be printed as.
    enum Format {
        TEXT,
        OPENMETRICS
    }

    private final Value<Path> path = parameter("DIR|BLOCK", "A Prometheus data directory, or one block of it.");

    private final SeriesOptions series = new SeriesOptions(spec);

    private final Value<Format> format = option(
                    "--output", "FORMAT", "text or openmetrics, which has no native histograms (default: text).")
            .alias("-o")
            .byDefault("text")
            .as(Format.class);

    private final Value<Boolean> noWal = flag("--no-wal", "Leaves out what is in no block yet.");

    private final Value<Boolean> asServer = flag(
            "--as-server",
            "Prints the samples of the head that a server returns and promtool leaves out when the newest"
                    + " block was made of out-of-order samples.");

    private final Value<Boolean> strict = flag("--strict", "Stops at the first damage instead of leaving it out.");

    private long damages;

    public DumpCommand() {
        super("Prints every sample, as promtool tsdb dump does; of samples at the same time in overlapping blocks,"
                + " one.");
    }

    @Override
    public Integer call() throws Exception {
        SampleText text = switch (format.get()) {
            case TEXT -> new PlainSampleText();
            case OPENMETRICS -> new OpenMetricsSampleText();
        };
        ByteSink out = new ByteSink(Results.bytes(spec));
        TimeRange range = series.range();
        Dump.Result result;
        try (ProgressLine line = ProgressLine.besideAnswer(messages())) {
            result = Dump.run(
                    new Dump.Request(path.get(), series.selectors(), range, head()),
                    new Printer(text, out),
                    damage -> handle(damage, line),
                    line.progress());
        }
        text.end(out);
        out.flush();
        if (result.leftOutBefore() != Long.MIN_VALUE) {
            Headroom.warn(
                    messages(),
                    "left out, as promtool does: in-order samples of the head before "
                            + Timestamps.print(result.leftOutBefore()) + ", which a server returns (--as-server)");
        }
        if (damages > MOST_WARNINGS) {
            Headroom.warn(messages(), (damages - MOST_WARNINGS) + " more places could not be read");
        }
        return damages == 0 ? ExitCode.OK : ExitCode.DATA;
    }

    private Dump.Head head() {
        if (noWal.get()) {
            return Dump.Head.NONE;
        }
        return asServer.get() ? Dump.Head.AS_SERVER : Dump.Head.AS_PROMTOOL;
    }

    private void handle(CorruptionException damage, ProgressLine line) {
        if (strict.get()) {
            throw damage;
        }
        damages++;
        if (damages <= MOST_WARNINGS) {
            line.makeRoom();
            Headroom.warnOfDamage(messages(), damage.file(), damage.getMessage() + " (left out)");
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
