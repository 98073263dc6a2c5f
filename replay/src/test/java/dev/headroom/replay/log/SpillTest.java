package dev.headroom.replay.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.tsdb.wal.HistogramView;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is sorted and spilled comes back as it was: each sample once, in its block's range, in the order of
/// time, and of its coming where times are equal.
class SpillTest {
    private static final long DURATION = 7_200_000;
    private static final int PLACES = 37;
    private static final byte[] HISTOGRAMS = new byte[5000];

    /// A sample in the order of its coming.
    private record Sample(int kind, long time, long start, long value, String histogram) {}

    @TempDir
    Path temporary;

    @Test
    void everySampleComesBack() throws IOException {
        for (int seed = 0; seed < 30; seed++) {
            check(new Random(seed), seed);
        }
    }

    private void check(Random random, int seed) throws IOException {
        boolean late = random.nextBoolean();
        boolean plain = random.nextInt(3) == 0;
        int buffers = 1 + random.nextInt(4);
        // By range and place.
        Map<Long, Map<Integer, List<Sample>>> expected = new TreeMap<>();
        random.nextBytes(HISTOGRAMS);
        long[] times = new long[PLACES];
        Arrays.fill(times, -3 * DURATION);
        SampleBuffer last = null;
        try (Spill spill = new Spill(temporary.resolve("spill" + seed), DURATION)) {
            for (int i = 0; i < buffers; i++) {
                SampleBuffer buffer = new SampleBuffer(PLACES, Long.MAX_VALUE, 1);
                for (int n = random.nextInt(20_000); n > 0; n--) {
                    int place = random.nextInt(PLACES) * random.nextInt(2);
                    long time = late
                            ? random.nextInt(30) * DURATION / 7
                            : (times[place] += 1 + random.nextInt(random.nextInt(50) == 0 ? 10_000_000 : 2_000));
                    Sample sample = add(buffer, place, time, plain ? 0 : random.nextInt(7), random);
                    expected.computeIfAbsent(Math.floorDiv(time, DURATION), key -> new TreeMap<>())
                            .computeIfAbsent(place, key -> new ArrayList<>())
                            .add(sample);
                }
                buffer.close();
                if (i + 1 < buffers || random.nextBoolean()) {
                    spill.write(new BufferedRun(buffer, !late, BlockRange.ALL));
                } else {
                    last = buffer;
                }
            }
            for (Map.Entry<Long, Map<Integer, List<Sample>>> range : expected.entrySet()) {
                range.getValue().values().forEach(samples -> samples.sort((a, b) -> Long.compare(a.time, b.time)));
                BlockRange block = BlockRange.of(range.getKey() * DURATION, DURATION);
                List<SortedRun> runs = spill.runs(block, random.nextInt(100_000));
                if (last != null) {
                    runs.add(new BufferedRun(last, !late, block));
                }
                assertThat(read(runs)).as("seed %d, %s", seed, block).isEqualTo(range.getValue());
            }
        }
    }

    private static Sample add(SampleBuffer buffer, int place, long time, int what, Random random) {
        long start = what > 4 ? random.nextLong() : 0;
        if (what == 3 || what == 4) {
            int from = random.nextInt(HISTOGRAMS.length - 3000);
            int length = random.nextInt(random.nextInt(100) == 0 ? 3000 : 60);
            // As it stands in a record: hint, schema, threshold, counts, sum, no spans, no buckets.
            byte[] bytes = new byte[25 + length];
            System.arraycopy(HISTOGRAMS, from, bytes, 2, 8);
            bytes[10] = 1;
            bytes[11] = 2;
            // What follows is custom values of a schema that has some.
            bytes[1] = 105;
            int values = length / 8;
            bytes[24] = (byte) Math.min(100, values);
            HistogramView view = new HistogramView().read(bytes, 0, bytes.length, false);
            buffer.add(place, time, start, view);
            return new Sample(SampleBuffer.HISTOGRAM, time, start, 0, text(bytes, view.offset(), view.length()));
        }
        int kind = what == 1 ? SampleBuffer.STALE_HISTOGRAM : what == 2 ? SampleBuffer.STALE_FLOAT_HISTOGRAM : 0;
        long value = random.nextInt(3) == 0 ? 0 : random.nextLong() >>> random.nextInt(64) << random.nextInt(64);
        buffer.add(place, kind, time, start, value);
        return new Sample(kind, time, start, value, "");
    }

    private static Map<Integer, List<Sample>> read(List<SortedRun> runs) throws IOException {
        Map<Integer, List<Sample>> found = new TreeMap<>();
        SeriesSamples samples = new SeriesSamples();
        for (int place = 0; place < PLACES; place++) {
            samples.clear();
            for (SortedRun run : runs) {
                if (run.place() == place) {
                    run.read(samples);
                }
            }
            for (int i = 0; i < samples.count(); i++) {
                boolean histogram = samples.kind(i) == SampleBuffer.HISTOGRAM;
                found.computeIfAbsent(place, key -> new ArrayList<>())
                        .add(new Sample(
                                samples.kind(i),
                                samples.time(i),
                                samples.start(i),
                                histogram ? 0 : samples.value(i),
                                histogram ? text(samples.bytes(), (int) samples.value(i), samples.length(i)) : ""));
            }
            if (found.containsKey(place)) {
                found.get(place).sort((a, b) -> Long.compare(a.time, b.time));
            }
        }
        assertThat(runs).allSatisfy(run -> assertThat(run.place()).isEqualTo(SortedRun.END));
        return found;
    }

    private static String text(byte[] bytes, int offset, int length) {
        return Arrays.toString(Arrays.copyOfRange(bytes, offset, offset + length));
    }

    @Test
    void rangesAreAlignedBelowZeroAndAtTheEndsOfTime() {
        assertThat(BlockRange.of(0, DURATION)).isEqualTo(new BlockRange(0, DURATION - 1));
        assertThat(BlockRange.of(-1, DURATION)).isEqualTo(new BlockRange(-DURATION, -1));
        for (long time : new long[] {Long.MIN_VALUE, Long.MIN_VALUE + 5, Long.MAX_VALUE, Long.MAX_VALUE - 5}) {
            BlockRange range = BlockRange.of(time, DURATION);
            assertThat(range.contains(time)).isTrue();
            assertThat(range.from()).isLessThanOrEqualTo(range.last());
            assertThat(BlockRange.of(range.from(), DURATION)).isEqualTo(range);
            assertThat(BlockRange.of(range.last(), DURATION)).isEqualTo(range);
        }
        assertThat(Files.exists(temporary.resolve("spill"))).isFalse();
    }
}
