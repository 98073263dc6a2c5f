package dev.headroom.analyze;

import dev.headroom.analyze.plan.Figures;
import dev.headroom.write.relabel.RelabelRules;
import java.nio.file.Path;

/// What to plan for.
///
/// @param path a data directory to measure; `null` when the figures say all
/// @param figures what is given; it overrides what is measured
/// @param rules by which the directory is relabeled before it is measured; may have none
/// @param strict whether damage ends the run
/// @param threads how many threads work at the measuring
public record PlanRequest(Path path, Figures figures, RelabelRules rules, boolean strict, int threads) {}
