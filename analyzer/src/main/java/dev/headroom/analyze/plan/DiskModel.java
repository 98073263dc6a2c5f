package dev.headroom.analyze.plan;

import java.util.ArrayList;
import java.util.List;

/// A server's directory as it goes on: the head is cut into blocks, these are compacted and deleted, the log is
/// truncated. One step is one cut of the head.
///
/// The head is cut when it holds one and a half times the shortest block range. Then, one after the other, a block
/// is written, old blocks are deleted, the head's chunk files from before the last cut go, the log is truncated,
/// and blocks are compacted. (Source: `DB.Compact` and `BeyondTimeRetention` in Prometheus's `tsdb/db.go`.)
final class DiskModel {
    private static final double DIRECTORY = 4096;
    /// Half a block of the file system: what the last one of a file leaves empty on average.
    private static final double HALF_EMPTY = 2048;
    private static final double CHUNK_SEGMENT = 512 << 20;
    /// `meta.json`, `tombstones`, headers of the others.
    private static final double SMALL_FILES = 600;
    /// `queries.active` and the lock.
    private static final double FIXED = 20_480;
    /// What the head puts around a chunk beyond what a block does: reference and times.
    private static final double HEAD_CHUNK_HEADER = 24;
    /// A head's chunk file has this size from its start.
    private static final double HEAD_FILE = 128 << 10;

    /// What is written to it goes through a buffer of this size.
    private static final double HEAD_BUFFER = 4 << 20;

    private final Workload load;
    private final BlockRanges ranges;
    private final Retention retention;
    private final List<PlannedBlock> blocks = new ArrayList<>();
    private final Log log;
    private final long chunkMillis;

    private long time;
    private long headStart;
    /// When the head was cut last, and the time before.
    private long lastCut;
    private long cutBefore;
    private boolean settled;

    /// Sums over the blocks, to have them at once.
    private double chunkBytes;

    private double indexBytes;
    private double churnIndex;
    private double blockSlack;

    private DiskState before;
    private DiskState fullest;
    private DiskState after;

    /// A server that starts with nothing.
    DiskModel(Workload load, BlockRanges ranges, Retention retention, long start) {
        this(load, ranges, retention, start, start, List.of(), new Log(start));
        lastCut = start;
        cutBefore = start;
    }

    /// A server that goes on with what is there now.
    ///
    /// @param blocks from old to young
    DiskModel(Workload load, BlockRanges ranges, Retention retention, List<PlannedBlock> blocks, LogFound log) {
        this(
                load,
                ranges,
                retention,
                load.now(),
                blocks.isEmpty() ? load.now() : blocks.getLast().maxTime(),
                blocks,
                log.segments().isEmpty() ? new Log(load.now()) : new Log(log, load.now()));
    }

    private DiskModel(
            Workload load,
            BlockRanges ranges,
            Retention retention,
            long time,
            long headStart,
            List<PlannedBlock> blocks,
            Log log) {
        this.load = load;
        this.ranges = ranges;
        this.retention = retention;
        this.time = time;
        this.headStart = headStart;
        this.log = log;
        for (PlannedBlock block : blocks) {
            add(this.blocks.size(), block);
        }
        chunkMillis = load.chunkMillis(ranges.shortest());
        lastCut = headStart + ranges.shortest() / 2;
        cutBefore = lastCut - ranges.shortest();
        after = state();
    }

    /// When the next step comes.
    long due() {
        return Math.max(time, headStart + ranges.shortest() / 2 * 3);
    }

    /// Goes on to the next cut of the head, and over it.
    void step() {
        time = due();
        before = state();
        long range = ranges.shortest();
        long cut = Math.floorDiv(headStart, range) * range + range;
        PlannedBlock block = PlannedBlock.cut(load, headStart, cut);
        fullest = before.writing(block.bytes(load.tombstoneShare()));
        headStart = cut;
        cutBefore = lastCut;
        lastCut = time;
        add(blocks.size(), block);
        deleteOld();
        double checkpoint = log.truncate(load, time, cut);
        fullest = fullest.larger(state().writingCheckpoint(checkpoint));
        log.truncated();
        compact();
        after = state();
    }

    private void compact() {
        while (true) {
            long since = settled ? cutBefore - 2 * ranges.shortest() : Long.MIN_VALUE / 2;
            List<PlannedBlock> parents = Compaction.next(blocks, ranges, since);
            if (parents.isEmpty()) {
                settled = true;
                return;
            }
            PlannedBlock child = PlannedBlock.merge(load, parents);
            fullest = fullest.larger(state().writing(child.bytes(load.tombstoneShare())));
            List<PlannedBlock> replaced = List.copyOf(parents);
            int place = blocks.size() - 1;
            while (blocks.get(place).minTime() > child.minTime()) {
                place--;
            }
            remove(place, place + replaced.size());
            add(place, child);
            deleteOld(child, replaced);
        }
    }

    private void deleteOld() {
        deleteOld(null, List.of());
    }

    /// Deletes what the retention does not ask for. A size limit counts, once, also the blocks that have just been
    /// compacted: the youngest of them before the block that they have become, the others behind it.
    ///
    /// @param child the block that was written; `null` when none was
    /// @param parents what it was made of
    private void deleteOld(PlannedBlock child, List<PlannedBlock> parents) {
        if (retention.millis() > 0) {
            long newest = blocks.getLast().maxTime();
            int old = 0;
            while (old < blocks.size() - 1 && newest - blocks.get(old).maxTime() >= retention.millis()) {
                old++;
            }
            remove(0, old);
        }
        double live = log.bytes(load, time) + log.checkpoint() + headChunks() + load.otherBytes();
        double parentBytes = 0;
        for (PlannedBlock parent : parents) {
            parentBytes += parent.bytes(load.tombstoneShare());
        }
        double all = live + chunkBytes * (1 + load.tombstoneShare()) + indexBytes + parentBytes;
        if (retention.bytes() > 0 && all > retention.bytes()) {
            double size = live;
            int kept = blocks.size();
            while (kept > 0) {
                PlannedBlock block = blocks.get(kept - 1);
                size += block.bytes(load.tombstoneShare());
                boolean isNew = block.equals(child);
                if (isNew) {
                    size += parents.getLast().bytes(load.tombstoneShare());
                }
                if (size > retention.bytes()) {
                    break;
                }
                if (isNew) {
                    for (PlannedBlock parent : parents.subList(0, parents.size() - 1)) {
                        size += parent.bytes(load.tombstoneShare());
                    }
                }
                kept--;
            }
            remove(0, kept);
        }
    }

    private void add(int place, PlannedBlock block) {
        blocks.add(place, block);
        count(block, 1);
    }

    private void remove(int from, int to) {
        List<PlannedBlock> gone = blocks.subList(from, to);
        gone.forEach(block -> count(block, -1));
        gone.clear();
    }

    private void count(PlannedBlock block, int sign) {
        chunkBytes += sign * block.chunkBytes();
        churnIndex += sign * block.churnIndex();
        indexBytes += sign * block.indexBytes();
        double files = 3 + Math.ceil(block.chunkBytes() / CHUNK_SEGMENT);
        blockSlack += sign * (2 * DIRECTORY + files * HALF_EMPTY + SMALL_FILES);
    }

    /// When the last step was.
    long time() {
        return time;
    }

    /// What was there before the last step.
    DiskState before() {
        return before;
    }

    /// What was there at the worst moment of the last step.
    DiskState fullest() {
        return fullest;
    }

    /// What is there after the last step.
    DiskState after() {
        return after;
    }

    /// How far the blocks reach back.
    long oldest() {
        return blocks.isEmpty() ? headStart : blocks.getFirst().minTime();
    }

    private DiskState state() {
        double overhang = 0;
        if (retention.millis() > 0 && !blocks.isEmpty()) {
            long edge = blocks.getLast().maxTime() - retention.millis();
            for (PlannedBlock block : blocks) {
                if (block.minTime() >= edge) {
                    break;
                }
                double beyond = (double) (edge - block.minTime()) / (block.maxTime() - block.minTime());
                overhang += Math.min(1, beyond) * block.chunkBytes();
            }
        }
        return new DiskState(
                chunkBytes - overhang,
                overhang,
                indexBytes - churnIndex,
                churnIndex,
                chunkBytes * load.tombstoneShare(),
                log.bytes(load, time),
                log.checkpoint(),
                headChunks(),
                0,
                FIXED + 3 * DIRECTORY + blockSlack,
                load.otherBytes());
    }

    /// The head's chunk files: one from before the last cut of the head, which goes with the next, and one from
    /// after. What is written last waits in a buffer; a file is flushed when the next is begun.
    private double headChunks() {
        return full(time) > full(lastCut)
                ? Math.max(HEAD_FILE, headBytes(cutBefore, lastCut)) + buffered(headBytes(lastCut, time))
                : buffered(headBytes(cutBefore, lastCut));
    }

    private static double buffered(double bytes) {
        return Math.max(HEAD_FILE, Math.floor(bytes / HEAD_BUFFER) * HEAD_BUFFER);
    }

    /// Bytes of the chunks that were full and written between two times.
    private double headBytes(long from, long to) {
        long first = full(from);
        long last = full(to);
        return last <= first ? 0 : load.chunkBytes(first, last) + load.chunks(first, last) * HEAD_CHUNK_HEADER;
    }

    /// Up to where the chunks are full at a time, and so written.
    private long full(long at) {
        return Math.floorDiv(at, chunkMillis) * chunkMillis;
    }
}
