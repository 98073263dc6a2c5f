package dev.headroom.cli.command;

import dev.headroom.analyze.engine.TimeRange;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// Which samples a command looks at.
class RangeOptions {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(names = "--from", paramLabel = "TIME", converter = Times.class, description = "Leaves earlier samples out.")
    private Long from;

    @Option(names = "--to", paramLabel = "TIME", converter = Times.class, description = "Leaves later samples out.")
    private Long to;

    TimeRange range() {
        return range(null);
    }

    /// @param at the value of `--at`, which ends the range unless that ends before; `null` without it
    TimeRange range(Long at) {
        long first = from == null ? Long.MIN_VALUE : from;
        long last = Math.min(to == null ? Long.MAX_VALUE : to, at == null ? Long.MAX_VALUE : at);
        if (first > last) {
            String end = at == null ? "--to" : "--to or --at";
            throw new ParameterException(spec.commandLine(), "--from: later than " + end + ", nothing lies between");
        }
        return new TimeRange(first, last);
    }
}
