package dev.headroom.analyze;

import dev.headroom.analyze.engine.TimeRange;
import dev.headroom.tsdb.selector.Selector;
import java.nio.file.Path;
import java.util.List;

/// What to analyze, and how.
///
/// @param path a data directory, or the directory of a block
/// @param block ULID of the one block of the directory to look at; `null` for all
/// @param selectors series to look at, those that any of them selects; empty for all
/// @param by labels to group by; empty for no groups
/// @param range samples that count
/// @param at the time that counts as now, milliseconds; `null` for the time of the newest sample
/// @param head whether the head counts, or blocks only
/// @param step of the timeline, milliseconds; 0 for a twenty-fourth of the span
/// @param limit rows of a list; 0 for all
/// @param strict whether damage ends the run
/// @param threads how many threads work at it
public record AnalyzeRequest(
        Path path,
        String block,
        List<Selector> selectors,
        List<String> by,
        TimeRange range,
        Long at,
        boolean head,
        long step,
        int limit,
        boolean strict,
        int threads) {}
