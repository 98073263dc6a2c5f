package dev.headroom.cli.command;

import dev.headroom.analyze.engine.TimeRange;
import picocli.CommandLine.Model.CommandSpec;

/// Which samples a command looks at.
class RangeOptions extends Options {
    private final Value<Long> from =
            option("--from", "TIME", "Leaves earlier samples out.").as(new Times());

    private final Value<Long> to =
            option("--to", "TIME", "Leaves later samples out.").as(new Times());

    RangeOptions(CommandSpec spec) {
        super(spec);
    }

    TimeRange range() {
        return range(null);
    }

    /// @param at the value of `--at`, which ends the range unless that ends before; `null` without it
    TimeRange range(Long at) {
        long first = from.or(Long.MIN_VALUE);
        long last = Math.min(to.or(Long.MAX_VALUE), at == null ? Long.MAX_VALUE : at);
        if (first > last) {
            String end = at == null ? "--to" : "--to or --at";
            throw usage("--from: later than " + end + ", nothing lies between");
        }
        return new TimeRange(first, last);
    }
}
