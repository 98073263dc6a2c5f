package dev.headroom.cli;

import dev.headroom.cli.command.AnalyzeCommand;
import dev.headroom.cli.command.Command;
import dev.headroom.cli.command.DiffCommand;
import dev.headroom.cli.command.DumpCommand;
import dev.headroom.cli.command.GateCommand;
import dev.headroom.cli.command.GenerateCommand;
import dev.headroom.cli.command.ListCommand;
import dev.headroom.cli.command.PlanCommand;
import dev.headroom.cli.command.RelabelCommand;
import dev.headroom.cli.command.ReplayCommand;
import dev.headroom.cli.command.RewriteCommand;
import dev.headroom.cli.command.SuggestCommand;
import dev.headroom.cli.command.VerifyCommand;
import dev.headroom.cli.command.WalCommand;
import dev.headroom.cli.command.WhatIfCommand;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/// The commands by name, in the order of the help, with what the help says of each.
///
/// The words stand here and not with the commands so that `headroom --help` loads none of them.
final class Commands {
    /// A command.
    ///
    /// @param maker makes one of it
    /// @param description one line
    record Entry(Supplier<Command> maker, String description) {}

    static final Map<String, Entry> ALL = all();

    private Commands() {}

    private static Map<String, Entry> all() {
        Map<String, Entry> all = new LinkedHashMap<>();
        all.put("analyze", new Entry(AnalyzeCommand::new, "What a data directory holds and what it costs"));
        all.put("list", new Entry(ListCommand::new, "The blocks: ranges, levels, sizes, overlaps"));
        all.put("dump", new Entry(DumpCommand::new, "Every sample, as promtool tsdb dump prints them"));
        all.put("plan", new Entry(PlanCommand::new, "How much disk and memory a server needs, for how long"));
        all.put("gate", new Entry(GateCommand::new, "Fails when a budget for cardinality is broken"));
        all.put("diff", new Entry(DiffCommand::new, "What changed between two directories, blocks, times or reports"));
        all.put("wal", new Entry(WalCommand::new, "What the write-ahead log holds"));
        all.put("relabel", new Entry(RelabelCommand::new, "What relabeling rules do, step by step"));
        all.put("verify", new Entry(VerifyCommand::new, "Whether blocks are sound, byte by byte"));
        all.put("rewrite", new Entry(RewriteCommand::new, "Writes blocks anew: relabeled, with deletions applied"));
        all.put("replay", new Entry(ReplayCommand::new, "A log back into blocks, or a directory into another system"));
        all.put("generate", new Entry(GenerateCommand::new, "Writes a synthetic fleet into blocks"));
        all.put("whatif", new Entry(WhatIfCommand::new, "What relabeling would save, and what would collide"));
        all.put("suggest", new Entry(SuggestCommand::new, "Relabeling rules that save what is asked for"));
        return all;
    }
}
