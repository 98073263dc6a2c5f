package dev.headroom.write.rewrite;

import dev.headroom.tsdb.DataDirectoryException;
import dev.headroom.tsdb.block.Block;
import dev.headroom.tsdb.block.BlockFiles;
import dev.headroom.tsdb.block.BlockMeta;
import dev.headroom.tsdb.block.DataDirectory;
import dev.headroom.tsdb.index.SeriesCursor;
import dev.headroom.write.block.BlockMeasure;
import dev.headroom.write.block.BlockSink;
import dev.headroom.write.block.BlockWriter;
import dev.headroom.write.block.Directories;
import dev.headroom.write.block.Ulids;
import dev.headroom.write.internal.Tasks;
import dev.headroom.write.rewrite.RewriteReport.BlockRow;
import dev.headroom.write.rewrite.RewriteReport.Collision;
import dev.headroom.write.rewrite.RewriteReport.Totals;
import dev.headroom.write.rewrite.RewriteRequest.Mode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongConsumer;

/// Writes blocks of a data directory anew.
///
/// In place, a block is replaced in steps, and at each of them a Prometheus that opens the directory finds
/// either the old data or the new:
///
/// 1. The new block is written to `NEW.tmp-for-creation`, synced and read back. Prometheus deletes such
///    directories.
/// 2. It is renamed to `NEW`. Its `meta.json` names the old block as its parent, and Prometheus deletes
///    parents.
/// 3. The old block is renamed to `OLD.tmp-for-deletion`, which Prometheus deletes, and deleted.
///
/// A block of which nothing is left only takes the last step. Where series collide, all blocks are looked
/// through before the first of them is written.
public final class Rewriter {
    private static final int MOST_COLLISIONS = 10;
    private static final int MOST_EXAMPLES = 2;
    private static final String DELETED = ".tmp-for-deletion";

    private final RewriteRequest request;
    private final LongConsumer progress;
    private final List<DataDirectory.Entry> blocks;
    private final List<String> notes = new ArrayList<>();

    private Rewriter(RewriteRequest request, LongConsumer progress) throws IOException {
        this.request = request;
        this.progress = progress;
        blocks = choose(DataDirectory.list(request.directory()));
    }

    /// Does what is requested.
    ///
    /// @param progress told of series that are done, by any thread
    /// @throws RewriteRefusedException when going on could lose data
    public static RewriteReport run(RewriteRequest request, LongConsumer progress) throws IOException {
        if (request.mode() != Mode.IN_PLACE) {
            return new Rewriter(request, progress).run();
        }
        DataDirectory.list(request.directory());
        DirectoryLock lock = DirectoryLock.takeAlone(request.directory());
        try (lock) {
            return new Rewriter(request, progress).run();
        }
    }

    private List<DataDirectory.Entry> choose(DataDirectory directory) throws IOException {
        if (request.mode() != Mode.DRY_RUN && !directory.damaged().isEmpty()) {
            throw directory.damaged().getFirst();
        }
        if (request.blocks().isEmpty()) {
            return directory.blocks();
        }
        List<DataDirectory.Entry> chosen = new ArrayList<>();
        for (String ulid : request.blocks()) {
            DataDirectory.Entry block = directory.blocks().stream()
                    .filter(entry -> entry.meta().ulid().equals(ulid))
                    .findFirst()
                    .orElse(null);
            if (block == null) {
                throw new DataDirectoryException(
                        request.directory() + ": no block " + ulid + " that Prometheus would load");
            }
            chosen.add(block);
        }
        return chosen;
    }

    private RewriteReport run() throws IOException {
        guardThanos();
        guardDisk();
        List<Collision> collisions = new ArrayList<>();
        List<BlockRow> rows;
        try (ChangeLog log = ChangeLog.to(request.changeLog())) {
            boolean relabels = !request.rules().rules().isEmpty();
            if (relabels && request.mode() != Mode.DRY_RUN && blocks.size() > 1) {
                try (ChangeLog none = ChangeLog.to(null)) {
                    for (List<Collision> found : each(block -> collisions(block, none))) {
                        collisions.addAll(found);
                    }
                }
                refuse(collisions);
            }
            rows = each(block -> rewrite(block, log, collisions));
        }
        return new RewriteReport(
                1,
                request.directory().toString(),
                request.mode().name().toLowerCase(Locale.ROOT).replace('_', '-'),
                request.out() == null ? null : request.out().toString(),
                rows,
                Totals.of(rows),
                request.onCollision() == OnCollision.FAIL
                        ? collisions.stream()
                                .sorted(Comparator.comparing(Collision::block))
                                .limit(MOST_COLLISIONS)
                                .toList()
                        : List.of(),
                notes);
    }

    private void guardThanos() {
        for (DataDirectory.Entry block : blocks) {
            if (block.meta().thanos() == null || request.allowThanos()) {
                continue;
            }
            String what =
                    block.path() + ": a block of Thanos, which keeps copies of it elsewhere that would not change";
            if (request.mode() != Mode.DRY_RUN) {
                throw new RewriteRefusedException(what + "; --allow-thanos does it all the same");
            }
            notes.add(what);
        }
    }

    /// A new block takes hardly more room than the old one, which stays until the new one is complete.
    private void guardDisk() throws IOException {
        if (request.mode() == Mode.DRY_RUN) {
            return;
        }
        Path target = target();
        Files.createDirectories(target);
        long[] sizes = blocks.stream()
                .mapToLong(block -> block.files().total())
                .sorted()
                .toArray();
        int together = request.mode() == Mode.OUT ? sizes.length : blocksAtATime();
        long needed = 0;
        for (int i = Math.max(0, sizes.length - together); i < sizes.length; i++) {
            needed += sizes[i];
        }
        long usable = Files.getFileStore(target).getUsableSpace();
        if (usable < needed) {
            throw new RewriteRefusedException(
                    target + ": not enough room: up to " + needed + " bytes are needed, " + usable + " are free");
        }
    }

    private Path target() {
        return request.mode() == Mode.OUT ? request.out() : request.directory();
    }

    /// Something that is done to a block.
    private interface Work<T> {
        T run(DataDirectory.Entry block) throws IOException;
    }

    /// Does it to several blocks at a time. After a failure, those that nobody has begun with stay as they are; the
    /// others come to their end.
    private <T> List<T> each(Work<T> work) throws IOException {
        List<Tasks.Task<T>> tasks = new ArrayList<>();
        for (DataDirectory.Entry block : blocks) {
            tasks.add(() -> work.run(block));
        }
        return Tasks.run(blocksAtATime(), tasks);
    }

    private int blocksAtATime() {
        return Math.clamp(blocks.size(), 1, request.threads());
    }

    /// Blocks come first; when there are fewer of them than threads, several threads work on one.
    private int threadsOfABlock() {
        return request.threads() / blocksAtATime();
    }

    /// Looks for collisions, and has those merged on trial that could turn out not to be mergeable.
    private List<Collision> collisions(DataDirectory.Entry entry, ChangeLog none) throws IOException {
        try (Block block = Block.open(entry.path(), entry.meta())) {
            BlockPlan plan = plan(block, new DeletedRanges(block, request.deletions()), none, false, null);
            List<Collision> found = collisions(plan);
            if (!found.isEmpty() && request.onCollision() != OnCollision.FAIL) {
                new BlockRewrite(plan, request.onCollision(), none, new BlockMeasure(), n -> {}).run();
            }
            return found;
        }
    }

    private BlockPlan plan(Block block, DeletedRanges deleted, ChangeLog log, boolean mayKeepChunks, BlockWriter begun)
            throws IOException {
        Runnable disorder = begun == null ? () -> {} : begun::stopCopying;
        return new BlockPlan(block, request.rules(), deleted, log, threadsOfABlock(), mayKeepChunks, disorder);
    }

    /// Whether chunks may stay where they are: as far as the request tells, nothing changes but labels. A change
    /// log has every chunk looked at by itself.
    private boolean mayKeepChunks(DeletedRanges deleted, ChangeLog log) {
        return request.mode() != Mode.DRY_RUN
                && deleted.isEmpty()
                && !log.isWanted()
                && request.rules().rules().stream()
                        .noneMatch(rule -> rule.action().isFilter());
    }

    /// A new block into which the chunks of the old one are being copied as they are, before anybody knows
    /// whether they can stay so: mostly they can, and then the disk has had something to do from the start.
    /// `null` where it is as likely that series collide, or that there is nothing to do.
    private BlockWriter begun(Block block, boolean mayKeepChunks) throws IOException {
        return mayKeepChunks && request.mode() == Mode.OUT && request.onCollision() == OnCollision.FAIL
                ? copying(block)
                : null;
    }

    private BlockWriter copying(Block block) throws IOException {
        BlockWriter writer = writer();
        writer.copySegments(block.chunks());
        return writer;
    }

    private BlockWriter writer() throws IOException {
        return BlockWriter.create(target(), Ulids.make(System.currentTimeMillis(), ThreadLocalRandom.current()));
    }

    private static List<Collision> collisions(BlockPlan plan) {
        if (plan.isDistinct()) {
            return List.of();
        }
        List<Collision> collisions = new ArrayList<>();
        SeriesCursor series =
                new SeriesCursor(plan.block().index(), plan.block().symbols());
        for (int place = 0; place < plan.count() && collisions.size() < MOST_COLLISIONS; ) {
            int end = plan.groupEnd(place);
            if (end - place > 1) {
                List<String> examples = new ArrayList<>();
                for (int i = place; i < Math.min(end, place + MOST_EXAMPLES); i++) {
                    series.read(plan.reference(i));
                    examples.add(Labels.text(plan.symbols(), series.labels(), series.labelsLength()));
                }
                collisions.add(
                        new Collision(plan.block().meta().ulid(), plan.labelsText(place), end - place, examples));
            }
            place = end;
        }
        return collisions;
    }

    private void refuse(List<Collision> collisions) {
        if (collisions.isEmpty() || request.onCollision() != OnCollision.FAIL || request.mode() == Mode.DRY_RUN) {
            return;
        }
        Collision first = collisions.getFirst();
        throw new RewriteRefusedException("nothing was written: in block " + first.block() + ", " + first.series()
                + " series would get the labels " + first.labels() + ", among them "
                + String.join(" and ", first.examples()) + "; --on-collision says what to do with them");
    }

    private BlockRow rewrite(DataDirectory.Entry entry, ChangeLog log, List<Collision> collisions) throws IOException {
        try (Block block = Block.open(entry.path(), entry.meta())) {
            DeletedRanges deleted = new DeletedRanges(block, request.deletions());
            boolean mayKeepChunks = mayKeepChunks(deleted, log);
            try (BlockWriter begun = begun(block, mayKeepChunks)) {
                return rewrite(entry, plan(block, deleted, log, mayKeepChunks, begun), begun, log, collisions);
            }
        }
    }

    /// @param begun what [#begun] returned
    private BlockRow rewrite(
            DataDirectory.Entry entry, BlockPlan plan, BlockWriter begun, ChangeLog log, List<Collision> collisions)
            throws IOException {
        boolean unchanged = plan.changesNothing();
        List<Collision> found = unchanged ? List.of() : collisions(plan);
        if (blocks.size() == 1 || request.mode() == Mode.DRY_RUN) {
            synchronized (collisions) {
                collisions.addAll(found);
            }
            refuse(found);
        }
        if (request.mode() == Mode.DRY_RUN || (unchanged && request.mode() == Mode.IN_PLACE)) {
            OnCollision policy =
                    request.onCollision() == OnCollision.FAIL ? OnCollision.KEEP_FIRST : request.onCollision();
            BlockMeasure measure = new BlockMeasure();
            BlockRewrite rewrite = new BlockRewrite(plan, policy, log, measure, progress);
            rewrite.run();
            BlockMeta.Stats stats = measure.stats();
            long bytes = unchanged && request.mode() == Mode.IN_PLACE
                    ? entry.files().total()
                    : measure.chunkBytes()
                            + measure.indexBytes()
                            + entry.files().meta()
                            + 9;
            return row(entry, null, unchanged ? "unchanged" : state(stats), plan, rewrite, stats, bytes);
        }
        if (plan.count() == 0) {
            BlockSink nothing = new BlockMeasure();
            BlockRewrite rewrite = new BlockRewrite(plan, request.onCollision(), log, nothing, progress);
            return emptied(entry, row(entry, null, "emptied", plan, rewrite, nothing.stats(), 0));
        }
        if (plan.keepsChunks()) {
            BlockRow row = write(entry, plan, log, begun == null ? copying(plan.block()) : begun, true);
            if (row != null) {
                return row;
            }
        } else if (begun != null) {
            begun.close();
        }
        return write(entry, plan, log, writer(), false);
    }

    /// Writes a block as planned.
    ///
    /// @param writer is closed here
    /// @param keepsChunks whether the writer is [copying][#copying] all chunks
    /// @return `null` when they could not be left where they are; nothing was written then
    private BlockRow write(
            DataDirectory.Entry entry, BlockPlan plan, ChangeLog log, BlockWriter writer, boolean keepsChunks)
            throws IOException {
        try (writer) {
            BlockRewrite rewrite = new BlockRewrite(plan, request.onCollision(), log, writer, progress);
            if (!keepsChunks) {
                rewrite.run();
            } else if (!rewrite.runKeepingChunks(writer)) {
                return null;
            }
            writer.finishReplacement(entry.meta());
            if (request.mode() == Mode.IN_PLACE) {
                BlockCheck.verify(writer.directory(), writer.stats());
            }
            Path written = writer.publish();
            BlockRow row = row(
                    entry,
                    writer.ulid(),
                    plan.changesNothing() ? "unchanged" : "rewritten",
                    plan,
                    rewrite,
                    writer.stats(),
                    BlockFiles.of(written).total());
            if (request.mode() == Mode.IN_PLACE) {
                delete(entry);
            }
            return row;
        }
    }

    private static String state(BlockMeta.Stats stats) {
        return stats.series() == 0 ? "emptied" : "rewritten";
    }

    private BlockRow emptied(DataDirectory.Entry entry, BlockRow row) throws IOException {
        if (request.mode() == Mode.IN_PLACE) {
            delete(entry);
            boolean newest = blocks.stream()
                    .allMatch(other -> other.meta().maxTime() <= entry.meta().maxTime());
            if (newest && Files.isDirectory(request.directory().resolve("wal"))) {
                synchronized (notes) {
                    notes.add("nothing is left of the newest block, "
                            + entry.meta().ulid()
                            + "; samples of its time that are still in the log will come back at the next start");
                }
            }
        }
        return row;
    }

    private void delete(DataDirectory.Entry entry) throws IOException {
        Path away = entry.path().resolveSibling(entry.path().getFileName() + DELETED);
        Directories.delete(away);
        Files.move(entry.path(), away, StandardCopyOption.ATOMIC_MOVE);
        Directories.sync(request.directory());
        Directories.delete(away);
    }

    private static BlockRow row(
            DataDirectory.Entry entry,
            String newUlid,
            String state,
            BlockPlan plan,
            BlockRewrite rewrite,
            BlockMeta.Stats stats,
            long bytesAfter) {
        return new BlockRow(
                entry.meta().ulid(),
                newUlid,
                state,
                entry.meta().minTime(),
                entry.meta().maxTime(),
                plan.seriesBefore(),
                stats.series(),
                plan.dropped(),
                plan.deletedSeries(),
                plan.relabeled(),
                rewrite.seriesMerged(),
                rewrite.samplesBefore(),
                stats.samples(),
                rewrite.chunksBefore(),
                stats.chunks(),
                rewrite.chunksRewritten(),
                entry.files().total(),
                bytesAfter);
    }
}
