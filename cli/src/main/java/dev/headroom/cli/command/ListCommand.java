package dev.headroom.cli.command;

import dev.headroom.cli.ExitCode;
import dev.headroom.cli.Headroom;
import dev.headroom.cli.report.ListReport;
import dev.headroom.tsdb.block.DataDirectory;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `headroom list`.
@Command(
        name = "list",
        description =
                "Lists the blocks of a data directory: ranges, levels, parents, sizes, overlaps, and what Prometheus"
                        + " would ignore.",
        mixinStandardHelpOptions = true)
public final class ListCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "DIR", description = "A Prometheus data directory.")
    private Path path;

    @Mixin
    private OutputOptions output;

    @Override
    public Integer call() throws Exception {
        DataDirectory directory = DataDirectory.list(path);
        output.print(new ListReport(directory));
        directory
                .damaged()
                .forEach(damage ->
                        Headroom.warnOfDamage(spec.commandLine().getErr(), damage.file(), damage.getMessage()));
        return directory.damaged().isEmpty() ? ExitCode.OK : ExitCode.DATA;
    }
}
