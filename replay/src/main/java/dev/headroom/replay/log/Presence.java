package dev.headroom.replay.log;

import dev.headroom.tsdb.CorruptionException;
import dev.headroom.tsdb.head.HeadChunks;
import dev.headroom.tsdb.head.SampleRun;
import dev.headroom.write.rewrite.RewriteRefusedException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// Which blocks there will be, and which series may have samples in each.
final class Presence {
    /// More than anybody means: three months of blocks of two hours.
    private static final int MOST_RANGES = 1000;

    /// Chunks that reach over more ranges are read: there may be nothing of them in between.
    private static final int MOST_OF_A_CHUNK = 3;

    private final long duration;
    private final SortedMap<BlockRange, Places> ranges = new TreeMap<>(Comparator.comparingLong(BlockRange::from));
    private BlockRange last;
    private Places lastPlaces;

    /// The places of series that may have samples, and of those that may have some in head chunks.
    private record Places(BitSet all, BitSet withChunks) {}

    Presence(long duration) {
        this.duration = duration;
    }

    List<BlockRange> ranges() {
        return List.copyOf(ranges.keySet());
    }

    /// The places of the series that may have samples in a range.
    BitSet places(BlockRange range) {
        return ranges.get(range).all();
    }

    /// The places of the series that may have samples in head chunks there.
    BitSet placesWithChunks(BlockRange range) {
        return ranges.get(range).withChunks();
    }

    private void add(int place, long time, boolean inChunk) {
        if (last == null || !last.contains(time)) {
            last = BlockRange.of(time, duration);
            lastPlaces = ranges.get(last);
            if (lastPlaces == null) {
                lastPlaces = new Places(new BitSet(), new BitSet());
                ranges.put(last, lastPlaces);
                if (ranges.size() > MOST_RANGES) {
                    throw new RewriteRefusedException("the samples lie so far apart that they would make more than "
                            + MOST_RANGES + " blocks; --block-duration makes them longer, --from and --to leave some"
                            + " out");
                }
            }
        }
        lastPlaces.all().set(place);
        if (inChunk) {
            lastPlaces.withChunks().set(place);
        }
    }

    /// Adds the samples of a sorted buffer.
    void add(SampleBuffer buffer, int places) {
        for (int place = 0; place < places; place++) {
            int end = buffer.first(place + 1);
            for (int n = buffer.first(place); n < end; n++) {
                long time = buffer.time(n);
                add(place, time, false);
                // The samples ascend: a look at the last one saves looking at those between.
                if (last.contains(buffer.time(end - 1))) {
                    break;
                }
            }
        }
    }

    /// Adds a chunk, the one that is loaded, as far as it lies in a span of time.
    void add(int place, HeadChunks chunks, int chunk, long from, long to) {
        long min = Math.max(from, chunks.minTime());
        long max = Math.min(to, chunks.maxTime());
        if (min > max) {
            return;
        }
        BlockRange first = BlockRange.of(min, duration);
        if (max - first.from() < MOST_OF_A_CHUNK * duration && max - first.from() >= 0) {
            for (BlockRange range = first; ; range = BlockRange.of(range.last() + 1, duration)) {
                add(place, range.from(), true);
                if (range.contains(max)) {
                    return;
                }
            }
        }
        List<CorruptionException> damage = new ArrayList<>();
        SampleRun run = chunks.run(chunk, from, damage);
        while (run.next()) {
            if (run.timestamp() <= to) {
                add(place, run.timestamp(), true);
            }
        }
    }
}
