package dev.headroom.cli.command;

import dev.headroom.tsdb.selector.Selector;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/// Which series and which of their samples a command looks at.
final class SeriesOptions extends RangeOptions {
    @Option(
            names = "--match",
            paramLabel = "SELECTOR",
            converter = Selectors.class,
            description = "Looks at the selected series only; may be repeated, then any of them counts.")
    private List<Selector> selectors = new ArrayList<>();

    List<Selector> selectors() {
        return selectors;
    }
}
