package dev.headroom.analyze.plan;

import dev.headroom.analyze.report.PlanReport.DiskLine;
import dev.headroom.analyze.report.PlanReport.Formula;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/// What is on a disk, line by line: the textbook's formula, and what it leaves out.
final class DiskLines {
    private final DiskPlan.Need now;
    private final DiskPlan.Need atEnd;
    private final List<DiskLine> lines = new ArrayList<>();

    private DiskLines(DiskPlan.Need now, DiskPlan.Need atEnd) {
        this.now = now;
        this.atEnd = atEnd;
    }

    static List<DiskLine> of(Formula formula, DiskPlan.Need now, DiskPlan.Need atEnd) {
        DiskLines lines = new DiskLines(now, atEnd);
        double textbook = formula.bytes() == null ? 0 : formula.bytes();
        if (formula.bytes() == null) {
            lines.add("chunks", DiskState::chunks, "what the size limit leaves room for");
        } else {
            lines.add("formula", state -> textbook, "retention × samples/s × bytes/sample");
            lines.add(
                    "growth of the chunks",
                    state -> Math.rint(state.chunks() - textbook),
                    "more, or less, than at today's rates; what a size limit takes away");
        }
        lines.add(
                "old chunks",
                DiskState::overhang,
                "blocks of which a part is young enough: none goes before all of it is old");
        lines.add("index", DiskState::index, "per block: active series and chunks");
        lines.add("index of churn", DiskState::churnIndex, "per block: series that come and go within it");
        lines.add("deleted samples", DiskState::tombstones, "under tombstones, until their block is compacted");
        lines.add("log", DiskState::log, "segments of the write-ahead log: 1h to 3h, more on a small server");
        lines.add("checkpoint", DiskState::checkpoint, "labels of the head's series; two while one is written");
        lines.add("head chunks", DiskState::headChunks, "chunk files of the head: 2h to 4h");
        lines.add("compaction", DiskState::transients, "a block that is written while what it is made of is there");
        lines.add("file system", DiskState::slack, "directories, small files, half of each last 4 KiB");
        lines.add("other", DiskState::other, "log of out-of-order samples and snapshots, as they are today");
        return List.copyOf(lines.lines);
    }

    private void add(String name, ToDoubleFunction<DiskState> part, String how) {
        lines.add(new DiskLine(
                name,
                part.applyAsDouble(now.average()),
                part.applyAsDouble(now.fullest()),
                part.applyAsDouble(atEnd.average()),
                part.applyAsDouble(atEnd.fullest()),
                how));
    }
}
