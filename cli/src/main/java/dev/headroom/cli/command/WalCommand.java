package dev.headroom.cli.command;

import dev.headroom.analyze.WalAnalysis;
import dev.headroom.analyze.report.WalReport;
import dev.headroom.cli.ExitCode;
import dev.headroom.cli.Headroom;
import dev.headroom.cli.report.WalText;
import java.nio.file.Path;

/// `headroom wal`.
public final class WalCommand extends Command {
    private final Value<Path> path = parameter("DIR", "The data directory of a Prometheus server or agent.");

    private final Value<Integer> limit = option(
                    "--limit", "N", "Rows of the list of jobs; 0 for all (default: ${DEFAULT-VALUE}).")
            .byDefault("20")
            .as(new Counts.Rows());

    private final OutputOptions output = new OutputOptions(spec);

    public WalCommand() {
        super("Says what the write-ahead log of a server or an agent holds: segments, records by type, series records"
                + " by job, duplicates, damage, and what the next checkpoint could drop.");
    }

    @Override
    public Integer call() throws Exception {
        WalReport report;
        try (ProgressLine line = new ProgressLine(messages())) {
            report = WalAnalysis.run(path.get(), limit.get(), line.progress());
        }
        output.print(new WalText(report));
        report.damaged().forEach(damage -> Headroom.warnOfDamage(messages(), damage.file(), damage.message()));
        return report.damaged().isEmpty() ? ExitCode.OK : ExitCode.DATA;
    }
}
