package dev.headroom.analyze;

import dev.headroom.analyze.engine.HeadFacts;
import dev.headroom.analyze.engine.HeadSelection;
import dev.headroom.analyze.engine.Progress;
import dev.headroom.analyze.engine.SampleVisitor;
import dev.headroom.analyze.engine.SampleWalk;
import dev.headroom.analyze.engine.Sources;
import dev.headroom.analyze.engine.TimeRange;
import dev.headroom.tsdb.CorruptionException;
import dev.headroom.tsdb.block.BlockMeta;
import dev.headroom.tsdb.block.DataDirectory;
import dev.headroom.tsdb.head.HeadReader;
import dev.headroom.tsdb.head.HeadSamples;
import dev.headroom.tsdb.merge.DamageHandler;
import dev.headroom.tsdb.merge.MergedSymbols;
import dev.headroom.tsdb.selector.Selector;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;

/// Every sample of a data directory or of one of its blocks.
public final class Dump {
    /// Samples of the head that wait in memory, at most; a log that holds more is read repeatedly.
    private static final long HEAD_BUDGET = 64 << 20;

    /// What to dump.
    ///
    /// @param path a data directory, or the directory of a block
    /// @param selectors series to dump, those that any of them selects; empty for all
    /// @param range samples to dump
    /// @param head what to dump of the head
    public record Request(Path path, List<Selector> selectors, TimeRange range, Head head) {}

    /// What to dump of the head. Promtool starts it at the end of the newest block of any kind, a server at
    /// that of the newest block of in-order samples: where the newest block was made of out-of-order samples,
    /// promtool leaves samples out that a server returns.
    public enum Head {
        NONE,
        AS_PROMTOOL,
        AS_SERVER
    }

    /// What a dump could not or did not show.
    ///
    /// @param leftOutBefore in-order samples of the head before this time were left out as promtool does,
    /// though a server would return them; [Long#MIN_VALUE] when there are none
    public record Result(long leftOutBefore) {}

    private Dump() {}

    /// Tells the visitor every sample.
    ///
    /// @param damage told of what cannot be read, which is left out when that returns
    /// @throws java.nio.file.NoSuchFileException when a running Prometheus has deleted a file that is needed
    public static Result run(Request request, SampleVisitor visitor, DamageHandler damage, Progress progress)
            throws IOException {
        try (OpenedData opened = Listings.retry(() -> open(request, progress))) {
            opened.damaged().forEach(damage::handle);
            MergedSymbols symbols = opened.mergeSymbols();
            HeadSamples samples = null;
            Optional<Sources.Head> part = Optional.empty();
            if (opened.head().isPresent()) {
                progress.start("step 2 of 3: samples in the log", opened.logBytes());
                HeadReader head = opened.head().get();
                IntPredicate wanted = HeadSelection.of(head.index(), request.selectors());
                samples = head.samples(wanted, HEAD_BUDGET);
                head.damage().forEach(damage::handle);
                part = Optional.of(new Sources.Head(head.index(), wanted, HeadFacts.NONE));
            }
            Sources sources = new Sources(opened.blocks(), opened.select(request.selectors()), part, symbols);
            progress.startSeries(sources, opened.blockBytes());
            new SampleWalk(sources, samples, request.range(), damage).run(visitor, progress);
            return new Result(leftOutBefore(request, opened));
        }
    }

    private static long leftOutBefore(Request request, OpenedData opened) {
        boolean anyHead =
                opened.head().map(head -> head.index().seriesCount() > 0).orElse(false);
        List<BlockMeta> blocks = opened.directory().metas();
        long start = start(request, blocks);
        return anyHead && start > HeadReader.minValidTime(blocks) ? start : Long.MIN_VALUE;
    }

    private static long start(Request request, List<BlockMeta> blocks) {
        return request.head() == Head.AS_SERVER
                ? HeadReader.minValidTime(blocks)
                : HeadReader.promtoolMinValidTime(blocks);
    }

    /// Opens what can be opened: a walk cannot start anew without what turns out to be damaged.
    private static OpenedData open(Request request, Progress progress) throws IOException {
        DataDirectory directory = Target.resolve(request.path(), null);
        List<CorruptionException> damaged = new ArrayList<>(directory.damaged());
        List<DataDirectory.Entry> readable = new ArrayList<>();
        for (DataDirectory.Entry entry : directory.blocks()) {
            try (OpenedData one = OpenedData.open(directory, List.of(entry), List.of(), false, 0, progress)) {
                one.mergeSymbols();
                one.select(request.selectors());
                readable.add(entry);
            } catch (CorruptionException e) {
                damaged.add(e);
            }
        }
        long start = start(request, directory.metas());
        return OpenedData.open(directory, readable, damaged, request.head() != Head.NONE, start, progress);
    }
}
