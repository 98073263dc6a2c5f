package dev.headroom.cli.command;

import dev.headroom.analyze.WalAnalysis;
import dev.headroom.analyze.report.WalReport;
import dev.headroom.cli.ExitCode;
import dev.headroom.cli.Headroom;
import dev.headroom.cli.report.WalText;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `headroom wal`.
@Command(
        name = "wal",
        description =
                "Says what the write-ahead log of a server or an agent holds: segments, records by type, series records"
                        + " by job, duplicates, damage, and what the next checkpoint could drop.",
        mixinStandardHelpOptions = true)
public final class WalCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "DIR", description = "The data directory of a Prometheus server or agent.")
    private Path path;

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "20",
            converter = Counts.Rows.class,
            description = "Rows of the list of jobs; 0 for all (default: ${DEFAULT-VALUE}).")
    private int limit;

    @Mixin
    private OutputOptions output;

    @Override
    public Integer call() throws Exception {
        WalReport report;
        try (ProgressLine line = new ProgressLine(spec.commandLine().getErr())) {
            report = WalAnalysis.run(path, limit, line.progress());
        }
        output.print(new WalText(report));
        report.damaged()
                .forEach(damage -> Headroom.warnOfDamage(spec.commandLine().getErr(), damage.file(), damage.message()));
        return report.damaged().isEmpty() ? ExitCode.OK : ExitCode.DATA;
    }
}
