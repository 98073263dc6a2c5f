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
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `headroom relabel test`.
@Command(
        name = "test",
        description = "Shows what relabeling rules do to a series, rule by rule.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  headroom relabel test --rules rules.yml 'up{job=\"api\", pod=\"api-7\"}'",
            "  headroom relabel test --rules prometheus.yml --job api --match '{job=\"api\"}' data"
        })
public final class RelabelTestCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(
            names = "--rules",
            paramLabel = "FILE",
            required = true,
            description = "A list of rules, a map with metric_relabel_configs, or a Prometheus configuration.")
    private Path rules;

    @Option(names = "--job", paramLabel = "NAME", description = "The job of the configuration whose rules are meant.")
    private String job;

    @Option(
            names = "--match",
            paramLabel = "SELECTOR",
            converter = Selectors.class,
            description = "Takes the selected series of DIR; may be repeated, then any of them counts.")
    private List<Selector> selectors = new ArrayList<>();

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "10",
            description = "Series of DIR that are shown at most (default: ${DEFAULT-VALUE}).")
    private int limit;

    @Parameters(
            paramLabel = "LABELS|DIR",
            arity = "1..*",
            description = "Label sets as a selector writes them; with --match, a data directory or a block.")
    private List<String> arguments = new ArrayList<>();

    @Mixin
    private OutputOptions output;

    @Override
    public Integer call() throws IOException {
        if (limit < 1) {
            throw new ParameterException(spec.commandLine(), "--limit: at least 1, not " + limit);
        }
        RelabelRules read = RuleFiles.read(spec, rules, job);
        List<LabelSet> series = selectors.isEmpty() ? given() : found();
        RelabelReport report = RelabelReport.of(read, series);
        output.print(report);
        return ExitCode.OK;
    }

    private List<LabelSet> given() {
        List<LabelSet> sets = new ArrayList<>();
        for (String argument : arguments) {
            try {
                sets.add(LabelSet.parse(argument));
            } catch (IllegalArgumentException e) {
                boolean directory = Files.isDirectory(Path.of(argument));
                throw new ParameterException(
                        spec.commandLine(),
                        directory
                                ? argument + ": a directory; which of its series are meant, --match says"
                                : "bad labels '" + argument + "': " + e.getMessage(),
                        e);
            }
        }
        return sets;
    }

    private List<LabelSet> found() throws IOException {
        if (arguments.size() > 1) {
            throw new ParameterException(spec.commandLine(), "--match: one directory, not " + arguments.size());
        }
        FoundSeries found = FoundSeries.first(Path.of(arguments.getFirst()), selectors, limit);
        if (found.more()) {
            Headroom.warn(spec.commandLine().getErr(), "more series match; --limit shows more than " + limit);
        }
        return found.labels().stream().map(LabelSet::of).toList();
    }
}
