package dev.headroom.analyze.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

/// Sums made by hand from the sizes of Go's objects.
class HeadMemoryTest {
    private final HeadMemory memory = new HeadMemory();

    @Test
    void aSeriesIsItsObjectsAndASlotInTwoMaps() {
        memory.addSeries(1, 30);
        assertThat(memory.labelBytes()).isEqualTo(32);
        assertThat(memory.seriesBytes()).isCloseTo(176 + 32 + 32 + 2 * 144, within(1L));
        memory.addOutOfOrder(1, 3);
        assertThat(memory.seriesBytes()).isCloseTo(176 + 32 + 32 + 2 * 144 + 48, within(1L));
        assertThat(memory.chunkBytes()).isEqualTo(48 + 24 + 4 * 32);
    }

    @Test
    void manySeriesFillTheStripes() {
        memory.addSeries(16_384L * 20, 100);
        long maps = memory.seriesBytes() - 16_384L * 20 * (176 + 64);
        // By reference every stripe has 20 entries, in a table of 32 slots; by hash about as many, some of them 64.
        long table = 32 + 576 + 8;
        assertThat(maps).isBetween(16_384 * 2 * table * 9 / 10, 16_384 * 2 * table * 13 / 10);
    }

    @Test
    void namesAndValuesCarryTheirLength() {
        assertThat(HeadMemory.labelBytes(0)).isEqualTo(1);
        assertThat(HeadMemory.labelBytes(254)).isEqualTo(255);
        assertThat(HeadMemory.labelBytes(255)).isEqualTo(259);
    }

    @Test
    void postingsAreListsAndMaps() {
        long empty = memory.postingsBytes();
        assertThat(empty).isZero();
        memory.addName(1);
        assertThat(memory.postingsBytes()).isEqualTo(48 + 352 + 16);
        memory.addPairs(2, 1);
        assertThat(memory.postingsBytes()).isEqualTo(48 + 352 + 16 + 2 * 8);
        memory.addPairs(1, 8);
        assertThat(memory.postingsBytes()).isEqualTo(48 + 352 + 16 + 2 * 8 + 128);
    }

    @Test
    void anOpenChunkGrowsAsASliceDoes() {
        assertOpenFloats(100, 128);
        assertOpenFloats(128, 128);
        assertOpenFloats(129, 256);
        assertOpenFloats(513, 896);
        assertOpenFloats(897, 1408);
    }

    private static void assertOpenFloats(long length, long capacity) {
        HeadMemory memory = new HeadMemory();
        memory.addOpenFloats(2, length);
        assertThat(memory.chunkBytes()).isEqualTo(2 * (48 + 32 + 48 + capacity));
    }

    @Test
    void anOpenHistogramHasItsBucketsThreeTimes() {
        memory.addOpenHistograms(1, 100, 10);
        assertThat(memory.chunkBytes()).isEqualTo(48 + 32 + 256 + 160 + 3 * (8 + 80) + 128);
    }

    @Test
    void aWrittenChunkLeavesItsPlaceBehind() {
        long server = memory.serverBytes();
        memory.addWrittenChunks(1, 3);
        assertThat(memory.chunkBytes()).isEqualTo(3 * 32 + 4 * 8);
        assertThat(memory.serverBytes()).isEqualTo(server + (2 << 20));
    }

    @Test
    void theHeapIsTheSumAndTheProcessMore() {
        memory.addSeries(1000, 200);
        memory.addName(1000);
        memory.addPairs(1000, 1);
        memory.addOpenFloats(1000, 60);
        long heap = memory.seriesBytes()
                + memory.labelBytes()
                + memory.postingsBytes()
                + memory.chunkBytes()
                + memory.serverBytes();
        assertThat(memory.heapBytes()).isEqualTo(heap);
        assertThat(memory.residentBytes()).isGreaterThan(heap * 7 / 4);
        assertThat(memory.series()).isEqualTo(1000);
    }

    @Test
    void aMapOfManyEntriesIsTablesOfFewPages() {
        long bytes = GoHeap.map(100_000, 40);
        assertThat(bytes / 100_000.0).isBetween(41.0 / 0.875, 41.0 / 0.4375 * 1.2);
        assertThat(GoHeap.map(0, 40)).isEqualTo(48);
        assertThat(GoHeap.object(32_769)).isEqualTo(40_960);
    }
}
