package dev.headroom.cli.command;

import dev.headroom.analyze.engine.TimeRange;
import dev.headroom.tsdb.selector.Selector;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// Which series and which of their samples a command looks at.
final class SeriesOptions {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--match",
            paramLabel = "SELECTOR",
            converter = Selectors.class,
            description = "Looks at the selected series only; may be repeated, then any of them counts.")
    private List<Selector> selectors = new ArrayList<>();

    @Option(names = "--from", paramLabel = "TIME", converter = Times.class, description = "Leaves earlier samples out.")
    private Long from;

    @Option(names = "--to", paramLabel = "TIME", converter = Times.class, description = "Leaves later samples out.")
    private Long to;

    List<Selector> selectors() {
        return selectors;
    }

    TimeRange range() {
        return range(Long.MAX_VALUE);
    }

    /// @param at where the command ends the range, unless it ends before
    TimeRange range(long at) {
        long first = from == null ? Long.MIN_VALUE : from;
        long last = Math.min(to == null ? Long.MAX_VALUE : to, at);
        if (first > last) {
            throw new ParameterException(spec.commandLine(), "--from: later than --to or --at, nothing lies between");
        }
        return new TimeRange(first, last);
    }
}
