package dev.headroom.replay.log;

import dev.headroom.analyze.engine.Progress;
import dev.headroom.replay.log.BlockMaker.Made;
import dev.headroom.replay.log.LogReplayReport.BlockRow;
import dev.headroom.replay.log.LogReplayReport.Damage;
import dev.headroom.replay.log.LogReplayReport.LeftOut;
import dev.headroom.replay.log.LogReplayReport.Read;
import dev.headroom.replay.log.LogReplayReport.Totals;
import dev.headroom.replay.log.LogReplayRequest.Mode;
import dev.headroom.tsdb.CorruptionException;
import dev.headroom.tsdb.TaskResult;
import dev.headroom.tsdb.block.BlockFiles;
import dev.headroom.tsdb.block.BlockMeta;
import dev.headroom.tsdb.block.DataDirectory;
import dev.headroom.tsdb.head.HeadChunks;
import dev.headroom.tsdb.head.HeadReader;
import dev.headroom.tsdb.wal.WalDirectory;
import dev.headroom.write.block.Directories;
import dev.headroom.write.block.Ulids;
import dev.headroom.write.block.UnnamedBlock;
import dev.headroom.write.rewrite.DirectoryLock;
import dev.headroom.write.rewrite.RewriteRefusedException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Makes blocks of what the head of a data directory would hold: checkpoint, log, out-of-order log, head chunks.
///
/// 1. The log is read once for labels and deletions and once for samples ([HeadReader]). Samples wait in a
///    buffer ([SampleBuffer]); a full one is sorted by series ([BufferedRun]) and spilled ([Spill]).
/// 2. Block by block, the sorted runs are merged series by series and written, with the head chunks
///    ([BlockMaker]).
/// 3. All blocks get their names once all of them are on the disk.
///
/// With [Mode#TRUNCATE] the blocks go into the directory itself, and the log is set aside ([LogTruncation]).
///
/// Memory is taken by series (labels, references), by head chunk (twelve bytes), and by the buffers, which get
/// half of what is left.
public final class LogReplayer {
    private static final int BUFFERS = 3;
    private static final long LEAST_MEMORY = 3 << 20;
    private static final String UNFINISHED = ".tmp-for-creation";

    private final LogReplayRequest request;
    private final Progress progress;
    private final SecureRandom random = new SecureRandom();
    private final List<String> steps = new ArrayList<>();
    private final List<CorruptionException> damage = new ArrayList<>();
    private long rejected;

    private LogReplayer(LogReplayRequest request, Progress progress) {
        this.request = request;
        this.progress = progress;
    }

    /// Does what is requested. A run that fails or whose thread is interrupted leaves nothing behind.
    ///
    /// @throws RewriteRefusedException when going on could lose data
    public static LogReplayReport run(LogReplayRequest request, Progress progress) throws IOException {
        LogReplayer replayer = new LogReplayer(request, progress);
        DataDirectory directory = DataDirectory.list(request.directory());
        if (request.mode() != Mode.TRUNCATE) {
            return replayer.run(directory);
        }
        if (!directory.damaged().isEmpty()) {
            // Where the log's samples begin to count is known by the blocks.
            throw directory.damaged().getFirst();
        }
        if (WalDirectory.isAgent(request.directory()) && directory.blocks().isEmpty()) {
            throw new RewriteRefusedException(
                    request.directory()
                            + ": an agent's log, which it needs for what it has not sent yet; --out makes blocks of it elsewhere");
        }
        DirectoryLock lock = DirectoryLock.takeAlone(request.directory());
        try (lock) {
            return replayer.run(DataDirectory.list(request.directory()));
        }
    }

    private LogReplayReport run(DataDirectory directory) throws IOException {
        long logBytes = directory.sizes().wal();
        progress.start("step 1 of 3: series in the log", logBytes);
        try (HeadReader head =
                HeadReader.open(request.directory(), HeadReader.minValidTime(directory.metas()), this::readLog)) {
            SeriesPlan plan = new SeriesPlan(head, request.selectors(), request.rules());
            if (request.mode() == Mode.DRY_RUN) {
                Forecast forecast = new Forecast(plan, request.range(), request.blockDuration());
                progress.start("step 2 of 2: samples in the log", logBytes);
                head.count(forecast);
                return report(directory, head, plan, forecast.rows(), 0, List.of(), null);
            }
            return write(directory, head, plan);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private void readLog(long bytes) {
        if (Thread.currentThread().isInterrupted()) {
            throw new UncheckedIOException(new InterruptedIOException("interrupted"));
        }
        progress.add(bytes);
    }

    private LogReplayReport write(DataDirectory directory, HeadReader head, SeriesPlan plan) throws IOException {
        Path target = request.mode() == Mode.OUT ? request.out() : request.directory();
        boolean isNew = !Files.exists(target);
        Files.createDirectories(target);
        guardDisk(directory, target);
        List<Made> made = new ArrayList<>();
        boolean done = false;
        try {
            long spilled = makeBlocks(head, plan, target, made);
            if (!directory.isCurrent()) {
                throw new IOException(directory.path() + ": Prometheus has cut or merged blocks meanwhile; try again");
            }
            List<UnnamedBlock> blocks = made.stream().map(Made::block).toList();
            steps.add("wrote " + made.size() + (made.size() == 1 ? " block" : " blocks") + " to " + target);
            List<BlockRow> rows = new ArrayList<>();
            for (Made one : made) {
                rows.add(row(one));
            }
            List<String> linked = List.of();
            String setAside = null;
            if (request.mode() == Mode.TRUNCATE) {
                LogTruncation truncation = new LogTruncation(request, progress, steps);
                truncation.verify(head, plan, blocks, rejected);
                setAside = truncation.run(blocks).toString();
            } else {
                linked = publish(directory, target, blocks);
            }
            done = true;
            return report(directory, head, plan, rows, spilled, linked, setAside);
        } finally {
            if (!done) {
                for (Made one : made) {
                    one.block().delete();
                }
                if (isNew) {
                    deleteIfEmpty(target);
                }
            }
        }
    }

    /// The blocks take about the room of the head chunks and less than that of the log; what is spilled takes less
    /// than the log too.
    private static void guardDisk(DataDirectory directory, Path target) throws IOException {
        long needed = directory.sizes().total();
        long usable = Files.getFileStore(target).getUsableSpace();
        if (usable < needed) {
            throw new RewriteRefusedException(target + ": not enough room: up to " + needed + " bytes are needed, "
                    + usable + " are free; nothing was written");
        }
    }

    /// Writes all blocks, under names that nobody takes for blocks.
    ///
    /// @param made takes them as they are finished, and is sorted by time in the end
    /// @return bytes that were spilled on the way
    private long makeBlocks(HeadReader head, SeriesPlan plan, Path target, List<Made> made) throws IOException {
        Path work = Files.createDirectory(target.resolve(newUlid() + UNFINISHED));
        try (Spill inOrder = new Spill(work.resolve("samples"), request.blockDuration());
                Spill late = new Spill(work.resolve("late"), request.blockDuration());
                ExecutorService executor = Executors.newFixedThreadPool(
                        request.threads(),
                        Thread.ofPlatform().name("headroom-replay-", 1).daemon().factory())) {
            try {
                makeBlocks(head, plan, target, executor, inOrder, late, made);
                return inOrder.size() + late.size();
            } catch (IOException | RuntimeException | Error e) {
                executor.shutdownNow();
                throw e;
            }
        } finally {
            Directories.delete(work);
            made.sort(Comparator.comparingLong(one -> one.block().minTime()));
        }
    }

    private void makeBlocks(
            HeadReader head,
            SeriesPlan plan,
            Path target,
            ExecutorService executor,
            Spill inOrder,
            Spill late,
            List<Made> made)
            throws IOException {
        Presence presence = new Presence(plan.count(), request.blockDuration());
        long memory = memory();
        Spiller spiller = new Spiller(executor, plan.count(), memory / BUFFERS, request.threads());
        Intake intake = new Intake(plan, request.range(), true, presence, spiller, inOrder);
        Intake lateIntake = new Intake(plan, request.range(), false, presence, spiller, late);
        progress.start("step 2 of 3: samples in the log", progress.total());
        head.replay(intake, lateIntake);
        spiller.await();
        long newest = Math.max(intake.newest(), lateIntake.newest());
        newest = Math.max(newest, addChunks(head, plan, presence));
        SampleBuffer rest = intake.finish();
        SampleBuffer lateRest = lateIntake.finish();

        long series = 0;
        for (BlockRange range : presence.ranges()) {
            series += presence.places(range).cardinality();
        }
        progress.start("step 3 of 3: series of " + presence.ranges().size() + " blocks", series, 0);
        // The third buffer is free by now.
        long readers = memory / BUFFERS / request.threads() / 2;
        List<Future<?>> running = new ArrayList<>();
        for (BlockRange range : presence.ranges()) {
            BlockMaker maker = new BlockMaker(head, plan, request.range(), newest, target, progress::add);
            running.add(executor.submit(() -> {
                List<SortedRun> inOrderRuns = inOrder.runs(range, readers);
                inOrderRuns.add(new BufferedRun(rest, true, range));
                List<SortedRun> lateRuns = late.runs(range, readers);
                lateRuns.add(new BufferedRun(lateRest, false, range));
                BlockMaker.Sources sources = new BlockMaker.Sources(
                        range, presence.places(range), presence.placesWithChunks(range), inOrderRuns, lateRuns);
                Optional<Made> block = maker.make(sources, newUlid());
                synchronized (made) {
                    block.ifPresent(made::add);
                    damage.addAll(maker.damage());
                    rejected += maker.rejected();
                }
                return null;
            }));
        }
        for (Future<?> task : running) {
            TaskResult.of(task);
        }
    }

    /// Finds the blocks that head chunks go into; returns the time of the newest sample in them.
    private long addChunks(HeadReader head, SeriesPlan plan, Presence presence) {
        HeadChunks chunks = head.chunks();
        long newest = Long.MIN_VALUE;
        for (int chunk = 0; chunk < chunks.count(); chunk++) {
            chunks.loadHeader(chunk);
            int series = head.seriesOf(chunks.seriesRef());
            if (series >= 0 && head.chunkRef(series) == chunks.seriesRef()) {
                newest = Math.max(newest, addChunk(head, plan.place(series), chunk, presence));
            }
        }
        // Those of a reference that the log has given to another series since.
        for (int place = 0; place < plan.count(); place++) {
            long ref = head.chunkRef(plan.series(place));
            if (head.seriesOf(ref) != plan.series(place)) {
                newest = Math.max(newest, addRing(head, place, chunks.lastInOrder(ref), presence));
                newest = Math.max(newest, addRing(head, place, chunks.lastOutOfOrder(ref), presence));
            }
        }
        return newest;
    }

    private long addRing(HeadReader head, int place, int lastChunk, Presence presence) {
        if (lastChunk < 0) {
            return Long.MIN_VALUE;
        }
        long newest = Long.MIN_VALUE;
        int chunk = lastChunk;
        do {
            chunk = head.chunks().next(chunk);
            head.chunks().loadHeader(chunk);
            newest = Math.max(newest, addChunk(head, place, chunk, presence));
        } while (chunk != lastChunk);
        return newest;
    }

    /// Adds the loaded chunk.
    private long addChunk(HeadReader head, int place, int chunk, Presence presence) {
        if (place < 0) {
            return Long.MIN_VALUE;
        }
        HeadChunks chunks = head.chunks();
        long from = request.range().from();
        if (!chunks.isOutOfOrder()) {
            from = Math.max(from, head.minValidTime());
        }
        long newest = Math.min(chunks.maxTime(), request.range().to());
        presence.add(place, chunks, chunk, from, request.range().to());
        return newest;
    }

    /// Bytes that samples may take: half of what is free once the labels are known.
    private long memory() {
        if (request.memory() > 0) {
            return request.memory();
        }
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        long free = runtime.maxMemory() - (runtime.totalMemory() - runtime.freeMemory());
        if (free / 2 < LEAST_MEMORY) {
            throw new OutOfMemoryError("the labels of the series fill the heap");
        }
        return free / 2;
    }

    private List<String> publish(DataDirectory directory, Path target, List<UnnamedBlock> blocks) throws IOException {
        List<Path> named = new ArrayList<>();
        boolean done = false;
        try {
            List<String> linked = new ArrayList<>();
            if (request.withBlocks()) {
                for (DataDirectory.Entry block : directory.blocks()) {
                    named.add(BlockLinks.link(block.path(), target));
                    linked.add(block.meta().ulid());
                }
                steps.add("linked " + linked.size() + " blocks of " + directory.path());
            }
            for (UnnamedBlock block : blocks) {
                named.add(block.publish());
            }
            done = true;
            return linked;
        } finally {
            if (!done) {
                for (Path block : named) {
                    Directories.delete(block);
                }
            }
        }
    }

    private BlockRow row(Made made) throws IOException {
        BlockMeta.Stats stats = made.block().stats();
        return new BlockRow(
                made.block().ulid(),
                made.block().minTime(),
                made.block().maxTime(),
                stats.series(),
                stats.samples(),
                stats.floatSamples(),
                stats.histogramSamples(),
                stats.chunks(),
                made.copied(),
                BlockFiles.of(made.block().directory()).total());
    }

    private LogReplayReport report(
            DataDirectory directory,
            HeadReader head,
            SeriesPlan plan,
            List<BlockRow> rows,
            long spilled,
            List<String> linked,
            String setAside)
            throws IOException {
        List<Damage> damaged = new ArrayList<>();
        for (CorruptionException e : directory.damaged()) {
            damaged.add(Damage.of(e, null));
        }
        for (CorruptionException e : head.damage()) {
            damaged.add(Damage.of(e, LostBytes.of(e)));
        }
        for (CorruptionException e : damage) {
            damaged.add(Damage.of(e, null));
        }
        return new LogReplayReport(
                1,
                request.directory().toString(),
                request.mode().name().toLowerCase(Locale.ROOT).replace('_', '-'),
                request.mode() == Mode.OUT ? request.out().toString() : null,
                request.blockDuration(),
                rows,
                Totals.of(rows),
                new Read(
                        directory.sizes().wal(),
                        directory.sizes().wbl(),
                        directory.sizes().chunksHead(),
                        head.index().seriesCount(),
                        head.loggedSamples(),
                        spilled,
                        head.isTorn()),
                new LeftOut(head.exemplars(), head.metadata(), head.unknownSamples(), plan.dropped()),
                linked,
                setAside,
                damaged,
                steps);
    }

    private String newUlid() {
        return Ulids.make(System.currentTimeMillis(), random);
    }

    private static void deleteIfEmpty(Path directory) throws IOException {
        try {
            Files.delete(directory);
        } catch (DirectoryNotEmptyException e) {
            // Somebody else has put something there.
        }
    }
}
