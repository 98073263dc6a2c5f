package dev.headroom.cli.command;

import dev.headroom.cli.ExitCode;
import dev.headroom.cli.Headroom;
import dev.headroom.cli.report.ListReport;
import dev.headroom.tsdb.block.DataDirectory;
import java.nio.file.Path;

/// `headroom list`.
public final class ListCommand extends Command {
    private final Value<Path> path = parameter("DIR", "A Prometheus data directory.");

    private final OutputOptions output = new OutputOptions(spec);

    public ListCommand() {
        super("Lists the blocks of a data directory: ranges, levels, parents, sizes, overlaps, and what Prometheus"
                + " would ignore.");
    }

    @Override
    public Integer call() throws Exception {
        DataDirectory directory = DataDirectory.list(path.get());
        output.print(new ListReport(directory));
        directory.damaged().forEach(damage -> Headroom.warnOfDamage(messages(), damage.file(), damage.getMessage()));
        return directory.damaged().isEmpty() ? ExitCode.OK : ExitCode.DATA;
    }
}
