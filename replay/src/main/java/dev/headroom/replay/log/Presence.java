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

    private final int words;
    private final long duration;
    private final SortedMap<BlockRange, Places> ranges = new TreeMap<>(Comparator.comparingLong(BlockRange::from));
    private BlockRange last;
    private Places lastPlaces;

    /// A bit for each place.
    private static final class Places {
        private final long[] all;
        private final long[] withChunks;

        Places(int words) {
            all = new long[words];
            withChunks = new long[words];
        }
    }

    /// @param places how many there are
    Presence(int places, long duration) {
        words = (places + 63) / 64;
        this.duration = duration;
    }

    List<BlockRange> ranges() {
        return List.copyOf(ranges.keySet());
    }

    /// The places of the series that may have samples in a range.
    BitSet places(BlockRange range) {
        return BitSet.valueOf(ranges.get(range).all);
    }

    /// The places of the series that may have samples in head chunks there.
    BitSet placesWithChunks(BlockRange range) {
        return BitSet.valueOf(ranges.get(range).withChunks);
    }

    /// Adds a sample of the log.
    void add(int place, long time) {
        if (last == null || !last.contains(time)) {
            goTo(time);
        }
        lastPlaces.all[place >>> 6] |= 1L << place;
    }

    private void addChunkSample(int place, long time) {
        add(place, time);
        lastPlaces.withChunks[place >>> 6] |= 1L << place;
    }

    private void goTo(long time) {
        last = BlockRange.of(time, duration);
        lastPlaces = ranges.get(last);
        if (lastPlaces == null) {
            lastPlaces = new Places(words);
            ranges.put(last, lastPlaces);
            if (ranges.size() > MOST_RANGES) {
                throw new RewriteRefusedException("the samples lie so far apart that they would make more than "
                        + MOST_RANGES + " blocks; --block-duration makes them longer, --from and --to leave some"
                        + " out");
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
                addChunkSample(place, range.from());
                if (range.contains(max)) {
                    return;
                }
            }
        }
        List<CorruptionException> damage = new ArrayList<>();
        SampleRun run = chunks.run(chunk, from, damage);
        while (run.next()) {
            if (run.timestamp() <= to) {
                addChunkSample(place, run.timestamp());
            }
        }
    }
}
