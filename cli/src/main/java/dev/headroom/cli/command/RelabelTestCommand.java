package dev.headroom.cli.command;

import dev.headroom.analyze.FoundSeries;
import dev.headroom.cli.ExitCode;
import dev.headroom.cli.Headroom;
import dev.headroom.cli.report.RelabelReport;
import dev.headroom.tsdb.selector.Selector;
import dev.headroom.write.relabel.LabelSet;
import dev.headroom.write.relabel.RelabelRules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// `headroom relabel test`.
public final class RelabelTestCommand extends Command {
    private final Value<Path> rules = option(
                    "--rules",
                    "FILE",
                    "A list of rules, a map with metric_relabel_configs, or a Prometheus configuration.")
            .required()
            .as(Path.class);

    private final Value<String> job = option("--job", "NAME", "The job of the configuration whose rules are meant.")
            .as(String.class);

    private final Value<List<Selector>> selectors = option(
                    "--match",
                    "SELECTOR",
                    "Takes the selected series of DIR; may be repeated, then any of them counts.")
            .listOf(new Selectors());

    private final Value<Integer> limit = option(
                    "--limit", "N", "Series of DIR that are shown at most (default: ${DEFAULT-VALUE}).")
            .byDefault("10")
            .as(Integer.class);

    private final Value<List<String>> arguments = parameters(
            "LABELS|DIR", "Label sets as a selector writes them; with --match, a data directory or a block.");

    private final OutputOptions output = new OutputOptions(spec);

    public RelabelTestCommand() {
        super("Shows what relabeling rules do to a series, rule by rule.");
        spec.usageMessage()
                .footer(
                        "",
                        "Examples:",
                        "  headroom relabel test --rules rules.yml 'up{job=\"api\", pod=\"api-7\"}'",
                        "  headroom relabel test --rules prometheus.yml --job api --match '{job=\"api\"}' data");
    }

    @Override
    public Integer call() throws IOException {
        if (limit.get() < 1) {
            throw usage("--limit: at least 1, not " + limit.get());
        }
        RelabelRules read = RuleFiles.read(spec, rules.get(), job.get());
        List<LabelSet> series = selectors.get().isEmpty() ? given() : found();
        RelabelReport report = RelabelReport.of(read, series);
        output.print(report);
        return ExitCode.OK;
    }

    private List<LabelSet> given() {
        List<LabelSet> sets = new ArrayList<>();
        for (String argument : arguments.get()) {
            try {
                sets.add(LabelSet.parse(argument));
            } catch (IllegalArgumentException e) {
                boolean directory = Files.isDirectory(Path.of(argument));
                throw usage(
                        directory
                                ? argument + ": a directory; which of its series are meant, --match says"
                                : "bad labels '" + argument + "': " + e.getMessage(),
                        e);
            }
        }
        return sets;
    }

    private List<LabelSet> found() throws IOException {
        if (arguments.get().size() > 1) {
            throw usage("--match: one directory, not " + arguments.get().size());
        }
        FoundSeries found = FoundSeries.first(Path.of(arguments.get().getFirst()), selectors.get(), limit.get());
        if (found.more()) {
            Headroom.warn(messages(), "more series match; --limit shows more than " + limit.get());
        }
        return found.labels().stream().map(LabelSet::of).toList();
    }
}
