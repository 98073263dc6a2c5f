package dev.headroom.cli.command;

import dev.headroom.analyze.whatif.Suggest;
import dev.headroom.analyze.whatif.SuggestReport;
import dev.headroom.cli.ExitCode;
import dev.headroom.cli.Headroom;
import dev.headroom.cli.report.SuggestText;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `headroom suggest`.
@Command(
        name = "suggest",
        description = "Looks for relabeling rules that save a part of the bytes, without writing anything: labels that"
                + " can go, and metrics that cost much, each with what it saves and what is lost. Nothing that makes"
                + " series of the same time fall together is suggested. -o yaml prints metric_relabel_configs.",
        mixinStandardHelpOptions = true)
public final class SuggestCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "DIR|BLOCK", description = "A Prometheus data directory, or one block of it.")
    private Path path;

    @Option(
            names = "--save",
            paramLabel = "SHARE",
            converter = Quantities.Share.class,
            defaultValue = "30%",
            description = "The part of the blocks' bytes to save, or of the series when there are no blocks (default:"
                    + " 30%%).")
    private double target;

    @Mixin
    private WorkOptions work;

    @Mixin
    private OutputOptions output;

    @Override
    public Integer call() throws IOException {
        if (target <= 0 || target > 1) {
            throw new ParameterException(spec.commandLine(), "--save: more than 0% and at most 100%");
        }
        SuggestReport report;
        try (ProgressLine line = new ProgressLine(spec.commandLine().getErr())) {
            report = Suggest.run(new Suggest.Request(path, target, work.threads()), line.progress());
        }
        SuggestText text = new SuggestText(report);
        output.print(text);
        if (!output.isOutputForPeople()) {
            text.shortfall().ifPresent(line -> Headroom.warn(spec.commandLine().getErr(), line));
        }
        report.damaged()
                .forEach(damage -> Headroom.warnOfDamage(spec.commandLine().getErr(), damage.file(), damage.message()));
        return report.damaged().isEmpty() ? ExitCode.OK : ExitCode.DATA;
    }
}
