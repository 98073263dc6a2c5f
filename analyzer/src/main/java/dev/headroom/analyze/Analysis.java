package dev.headroom.analyze;

import dev.headroom.analyze.collect.ReportMaker;
import dev.headroom.analyze.engine.Progress;
import dev.headroom.analyze.engine.Workers;
import dev.headroom.analyze.report.AnalyzeReport;
import dev.headroom.tsdb.CorruptionException;
import dev.headroom.tsdb.block.DataDirectory;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;

/// `headroom analyze`: one pass over the series of a data directory or of one of its blocks.
///
/// A damaged block is left out, and the pass starts again without it, because its collectors have counted part of
/// the block already. A block that a running Prometheus has deleted makes the listing start again.
public final class Analysis {
    /// Prometheus deletes blocks once in two hours; whoever sees this many go has no data directory before him.
    private static final int MOST_LISTINGS = 20;

    private final AnalyzeRequest request;
    private final Progress progress;

    private Analysis(AnalyzeRequest request, Progress progress) {
        this.request = request;
        this.progress = progress;
    }

    /// Runs the analysis.
    ///
    /// @throws dev.headroom.tsdb.DataDirectoryException when the path is nothing that can be analyzed
    /// @throws CorruptionException when data is damaged and the request is strict
    public static AnalyzeReport run(AnalyzeRequest request, Progress progress) throws IOException {
        return new Analysis(request, progress).run();
    }

    private AnalyzeReport run() throws IOException {
        NoSuchFileException gone = null;
        for (int i = 0; i < MOST_LISTINGS; i++) {
            try {
                return analyze(Target.resolve(request.path(), request.block()));
            } catch (NoSuchFileException e) {
                gone = e;
            }
        }
        throw gone;
    }

    private AnalyzeReport analyze(DataDirectory directory) throws IOException {
        List<CorruptionException> damaged = new ArrayList<>(directory.damaged());
        if (request.strict() && !damaged.isEmpty()) {
            throw damaged.getFirst();
        }
        List<DataDirectory.Entry> healthy = new ArrayList<>(directory.blocks());
        try (Workers workers = new Workers(request.threads())) {
            while (true) {
                try (OpenedBlocks opened = OpenedBlocks.open(healthy)) {
                    return new ReportMaker(request, directory, damaged, opened.entries())
                            .make(opened.select(request.selectors()), workers, progress);
                } catch (CorruptionException e) {
                    if (request.strict() || !healthy.removeIf(entry -> holds(entry, e))) {
                        throw e;
                    }
                    damaged.add(e);
                }
            }
        }
    }

    private static boolean holds(DataDirectory.Entry entry, CorruptionException damage) {
        return damage.file() != null && java.nio.file.Path.of(damage.file()).startsWith(entry.path());
    }
}
