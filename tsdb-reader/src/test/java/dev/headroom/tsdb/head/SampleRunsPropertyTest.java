package dev.headroom.tsdb.head;

import static dev.headroom.tsdb.head.HeadDirectory.XOR;
import static dev.headroom.tsdb.head.HeadDirectory.chunk;
import static dev.headroom.tsdb.wal.Records.samples;
import static dev.headroom.tsdb.wal.Records.series;
import static dev.headroom.tsdb.wal.Records.tombstone;
import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.tsdb.wal.RecordVisitor;
import dev.headroom.tsdb.wal.Records;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/// Counting tells of samples in runs; it has to tell of the same samples as a server would take, whatever breaks
/// the runs: late and repeated samples, markers, histograms, deletions, labels that come again.
class SampleRunsPropertyTest {
    private static final long STALE_BITS = RecordVisitor.STALE;
    private static final int SERIES = 4;

    @Property(tries = 150)
    void everySampleIsToldOnce(@ForAll Random random) throws IOException {
        Path path = Files.createTempDirectory("headroom-runs");
        try {
            check(path, random);
        } finally {
            try (Stream<Path> files = Files.walk(path)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    private static void check(Path path, Random random) throws IOException {
        HeadDirectory directory = new HeadDirectory(path);
        long minValidTime = random.nextBoolean() ? Long.MIN_VALUE : 300;
        long[] last = new long[SERIES + 1];
        boolean[] histograms = new boolean[SERIES + 1];
        Map<Integer, List<String>> expected = new TreeMap<>();
        List<byte[]> records = new ArrayList<>();
        List<byte[]> chunks = new ArrayList<>();
        for (int ref = 1; ref <= SERIES; ref++) {
            records.add(series(ref, "a", "v" + (SERIES - ref)));
            last[ref] = Long.MIN_VALUE;
            expected.put(ref, new ArrayList<>());
            if (random.nextInt(3) == 0) {
                long[] times = {200, 210 + random.nextInt(100), 320};
                chunks.add(chunk(ref, XOR, times));
                last[ref] = 320;
                for (long time : times) {
                    if (time >= minValidTime) {
                        expected.get(ref).add(time + " false false");
                    }
                }
            }
        }
        long[] next = new long[SERIES + 1];
        long[] step = new long[SERIES + 1];
        for (int i = random.nextInt(300); i >= 0; i--) {
            int ref = 1 + random.nextInt(SERIES);
            if (step[ref] == 0 || random.nextInt(8) == 0) {
                step[ref] = random.nextInt(5) == 0 ? 3_000_000_000L : 1 + random.nextInt(30);
            }
            next[ref] += random.nextInt(12) == 0 ? -random.nextInt(40) : step[ref];
            long time = next[ref];
            int kind = random.nextInt(14);
            boolean isStale = kind == 0;
            boolean isHistogram = kind == 1;
            records.add(
                    isHistogram
                            ? new Records()
                                    .u8(7)
                                    .be64(ref)
                                    .be64(time)
                                    .varint(0)
                                    .varint(0)
                                    .histogram(3, 12.5, 4, 1, 2)
                                    .bytes()
                            : samples(ref, (double) time, isStale ? Double.longBitsToDouble(STALE_BITS) : i));
            if (time >= minValidTime && time > last[ref]) {
                last[ref] = time;
                histograms[ref] = isHistogram || (isStale && histograms[ref]);
                expected.get(ref).add(time + " " + isStale + " " + histograms[ref]);
            }
        }
        if (random.nextBoolean()) {
            records.add(tombstone(1, 250, 420));
            expected.get(1).removeIf(sample -> {
                long time = Long.parseLong(sample.substring(0, sample.indexOf(' ')));
                return time >= 250 && time <= 420;
            });
        }
        directory.wal(0, records.toArray(byte[][]::new)).chunks(1, chunks.toArray(byte[][]::new));

        Told told = new Told();
        try (HeadReader head = HeadReader.open(path, minValidTime)) {
            HeadTable table = head.count(told);
            for (int ref = 1; ref <= SERIES; ref++) {
                int number = ref - 1;
                List<String> samples = expected.get(ref);
                assertThat(told.samples.getOrDefault(number, List.of())).isEqualTo(samples);
                assertThat(table.samples(number)).isEqualTo(samples.size());
                assertThat(table.lastTime(number))
                        .isEqualTo(samples.isEmpty() ? Long.MIN_VALUE : time(samples.getLast()));
                assertThat(table.firstTime(number))
                        .isEqualTo(samples.isEmpty() ? Long.MAX_VALUE : time(samples.getFirst()));
            }
        }
        HeadContent.of(path, minValidTime);
    }

    private static long time(String sample) {
        return Long.parseLong(sample.substring(0, sample.indexOf(' ')));
    }

    private static final class Told implements SampleSink {
        private final Map<Integer, List<String>> samples = new TreeMap<>();

        @Override
        public void sample(int series, long time, boolean stale, boolean histogram, boolean outOfOrder) {
            assertThat(outOfOrder).isFalse();
            samples.computeIfAbsent(series, s -> new ArrayList<>()).add(time + " " + stale + " " + histogram);
        }
    }
}
