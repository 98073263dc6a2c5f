package dev.headroom.cli.command;

import dev.headroom.tsdb.selector.Selector;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;

/// Which series and which of their samples a command looks at.
final class SeriesOptions extends RangeOptions {
    private final Value<List<Selector>> selectors = option(
                    "--match",
                    "SELECTOR",
                    "Looks at the selected series only; may be repeated, then any of them counts.")
            .listOf(new Selectors());

    SeriesOptions(CommandSpec spec) {
        super(spec);
    }

    List<Selector> selectors() {
        return selectors.get();
    }
}
