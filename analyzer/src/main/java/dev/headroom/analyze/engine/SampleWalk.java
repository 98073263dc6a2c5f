package dev.headroom.analyze.engine;

import dev.headroom.tsdb.CorruptionException;
import dev.headroom.tsdb.chunk.ChunkReader;
import dev.headroom.tsdb.head.HeadIndex;
import dev.headroom.tsdb.head.HeadSamples;
import dev.headroom.tsdb.merge.BlockSeries;
import dev.headroom.tsdb.merge.DamageHandler;
import dev.headroom.tsdb.merge.MergedSeries;
import dev.headroom.tsdb.merge.SeriesSource;
import java.io.IOException;

/// Goes through every sample of every series, each timestamp of a series once: of samples at one time, that of the
/// first block, and that of the head last.
public final class SampleWalk {
    private final Sources sources;
    private final HeadSamples head;
    private final TimeRange range;
    private final DamageHandler damage;

    /// @param head the samples of the head, when it is among the sources, before the first series; else `null`
    /// @param range the samples that are wanted
    /// @param damage told of what cannot be read, which is passed over when that returns
    public SampleWalk(Sources sources, HeadSamples head, TimeRange range, DamageHandler damage) {
        this.sources = sources;
        this.head = head;
        this.range = range;
        this.damage = damage;
    }

    /// Tells the visitor all samples. Series without a wanted sample are not told of.
    ///
    /// @throws java.nio.file.NoSuchFileException when the log was truncated since it was listed
    public void run(SampleVisitor visitor, Progress progress) throws IOException {
        Parts whole = new Parts(sources, 1);
        MergedSeries<SeriesSource> merged = whole.merge(0, damage);
        ChunkReader[] readers = whole.readers();
        Pieces pieces = new Pieces(range, damage);
        SampleMerger blocks = new SampleMerger();
        boolean moreHead = head != null && head.nextSeries();
        Progress.Counter counter = progress.counter();
        while (merged.next()) {
            pieces.clear();
            boolean inHead = false;
            for (int i = 0; i < merged.presentCount(); i++) {
                SeriesSource source = merged.present(i);
                if (source instanceof BlockSeries block) {
                    pieces.add(
                            block.series(),
                            readers[merged.presentIndex(i)],
                            block.block().tombstones().of(block.series().reference()));
                } else if (source instanceof HeadIndex.Series inLog) {
                    // Series of the log that Prometheus would drop have no samples either.
                    while (moreHead && head.rank() < inLog.rank()) {
                        moreHead = head.nextSeries();
                    }
                    inHead = moreHead && head.rank() == inLog.rank();
                } else {
                    throw new IllegalStateException("a source that is neither block nor head");
                }
            }
            blocks.reset(pieces);
            tell(merged, blocks, inHead, visitor);
            counter.increment();
        }
        counter.flush();
    }

    /// Merges the samples of blocks and head by time.
    private void tell(MergedSeries<SeriesSource> series, SampleMerger blocks, boolean inHead, SampleVisitor visitor)
            throws IOException {
        boolean moreBlocks = blocks.next();
        boolean moreHead = inHead && nextInHead();
        if (moreBlocks || moreHead) {
            visitor.series(sources.symbols(), series.labels(), series.labelsLength());
        }
        while (moreBlocks || moreHead) {
            long blockTime = moreBlocks ? blocks.sample().timestamp() : Long.MAX_VALUE;
            long headTime = moreHead ? head.timestamp() : Long.MAX_VALUE;
            if (moreBlocks && blockTime <= headTime) {
                blocks.tell(visitor);
                moreBlocks = blocks.next();
                if (moreHead && blockTime == headTime) {
                    moreHead = nextInHead();
                }
            } else {
                tellHead(visitor);
                moreHead = nextInHead();
            }
        }
    }

    private boolean nextInHead() {
        while (head.next()) {
            if (range.contains(head.timestamp())) {
                return true;
            }
        }
        return false;
    }

    private void tellHead(SampleVisitor visitor) throws IOException {
        if (!head.isHistogram()) {
            visitor.sample(head.timestamp(), head.startTimestamp(), head.value());
            return;
        }
        try {
            visitor.sample(head.timestamp(), head.startTimestamp(), head.histogram());
        } catch (CorruptionException e) {
            damage.handle(e);
        }
    }
}
