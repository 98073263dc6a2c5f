package dev.headroom.cli.command;

import dev.headroom.analyze.whatif.Suggest;
import dev.headroom.analyze.whatif.SuggestReport;
import dev.headroom.cli.ExitCode;
import dev.headroom.cli.Headroom;
import dev.headroom.cli.report.SuggestText;
import java.io.IOException;
import java.nio.file.Path;

/// `headroom suggest`.
public final class SuggestCommand extends Command {
    private final Value<Path> path = parameter("DIR|BLOCK", "A Prometheus data directory, or one block of it.");

    private final Value<Double> target = option(
                    "--save",
                    "SHARE",
                    "The part of the blocks' bytes to save, or of the series when there are no blocks (default:"
                            + " 30%%).")
            .byDefault("30%")
            .as(new Quantities.Share());

    private final WorkOptions work = new WorkOptions(spec);

    private final OutputOptions output = new OutputOptions(spec);

    public SuggestCommand() {
        super("Looks for relabeling rules that save a part of the bytes, without writing anything: labels that"
                + " can go, and metrics that cost much, each with what it saves and what is lost. Nothing that makes"
                + " series of the same time fall together is suggested. -o yaml prints metric_relabel_configs.");
    }

    @Override
    public Integer call() throws IOException {
        if (target.get() <= 0 || target.get() > 1) {
            throw usage("--save: more than 0% and at most 100%");
        }
        SuggestReport report;
        try (ProgressLine line = new ProgressLine(messages())) {
            report = Suggest.run(new Suggest.Request(path.get(), target.get(), work.threads()), line.progress());
        }
        SuggestText text = new SuggestText(report);
        output.print(text);
        if (!output.isOutputForPeople()) {
            text.shortfall().ifPresent(line -> Headroom.warn(messages(), line));
        }
        report.damaged().forEach(damage -> Headroom.warnOfDamage(messages(), damage.file(), damage.message()));
        return report.damaged().isEmpty() ? ExitCode.OK : ExitCode.DATA;
    }
}
