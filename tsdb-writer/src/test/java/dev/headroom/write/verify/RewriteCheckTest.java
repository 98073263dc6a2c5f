package dev.headroom.write.verify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.testing.block.BlockImage;
import dev.headroom.tsdb.block.DataDirectory;
import dev.headroom.tsdb.selector.Selector;
import dev.headroom.write.relabel.RelabelRules;
import dev.headroom.write.rewrite.Deletion;
import dev.headroom.write.verify.Expectation.Collision;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A rewritten block has the samples that it should, or the difference is found.
class RewriteCheckTest {
    private static final long START = 1_700_000_000_000L;
    private static final String ULID = "01HF7YAT00AAAAAAAAAAAAAAAA";
    private static final double STALE = Double.longBitsToDouble(0x7ff0000000000002L);
    private static final RelabelRules NO_POD = RelabelRules.droppingLabels(List.of("pod"));

    @TempDir
    Path folder;

    private final BlockVerifier verifier = new BlockVerifier(2);
    private int blocks;

    @AfterEach
    void stop() {
        verifier.close();
    }

    private static BlockImage image() {
        return new BlockImage(ULID);
    }

    private static BlockImage with(BlockImage image, Map<String, String> labels, double... timesAndValues) {
        long[] times = new long[timesAndValues.length / 2];
        double[] values = new double[times.length];
        for (int i = 0; i < times.length; i++) {
            times[i] = START + (long) timesAndValues[2 * i];
            values[i] = timesAndValues[2 * i + 1];
        }
        return image.series(labels, times, values);
    }

    private static Map<String, String> pod(String pod) {
        return Map.of("__name__", "m", "pod", pod);
    }

    private static final Map<String, String> JOINED = Map.of("__name__", "m");

    private Comparison compare(BlockImage original, BlockImage rewritten, Expectation expectation) {
        try {
            DataDirectory.Entry before = DataDirectory.readBlock(original.write(folder.resolve("before" + blocks)));
            Optional<DataDirectory.Entry> after = rewritten == null
                    ? Optional.empty()
                    : Optional.of(DataDirectory.readBlock(rewritten.write(folder.resolve("after" + blocks))));
            blocks++;
            return verifier.compare(new BlockPairs.Pair(Optional.of(before), after), expectation, VerifyProgress.NONE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Expectation relabeled(RelabelRules rules, Collision collision) {
        return new Expectation(rules, List.of(), collision);
    }

    private static Expectation unchanged(Deletion... deletions) {
        return new Expectation(new RelabelRules(List.of()), List.of(deletions), Collision.EQUAL);
    }

    private static void assertSame(Comparison comparison, Accounting accounting) {
        assertThat(comparison.findings()).isEmpty();
        assertThat(comparison.accounting()).isEqualTo(accounting);
    }

    private static void assertDifferent(Comparison comparison, String... messages) {
        assertThat(comparison.findings()).hasSize(messages.length);
        for (int i = 0; i < messages.length; i++) {
            assertThat(comparison.findings().get(i).kind()).isEqualTo(Finding.Kind.DIFFERENCE);
            assertThat(comparison.findings().get(i).message()).contains(messages[i]);
        }
    }

    @Test
    void aCopyIsTheSame() {
        BlockImage block = with(with(image(), pod("a"), 0, 1, 1, STALE), pod("b"), 0, Double.NaN, 5, -0.0);
        assertSame(compare(block, block, unchanged()), new Accounting(4, 4, 0, 0, 0, 4));
    }

    @Test
    void seriesThatFollowOneAnotherAreJoined() {
        BlockImage original = with(with(image(), pod("a"), 0, 1, 2, 2), pod("b"), 1, 3, 3, 4);
        BlockImage rewritten = with(image(), JOINED, 0, 1, 1, 3, 2, 2, 3, 4);
        assertSame(compare(original, rewritten, relabeled(NO_POD, Collision.EQUAL)), new Accounting(4, 4, 0, 0, 0, 4));
    }

    @Test
    void anyDifferenceIsFound() {
        BlockImage original = with(with(image(), pod("a"), 0, 1, 2, 2), pod("b"), 1, 3, 3, 4);
        Expectation expectation = relabeled(NO_POD, Collision.EQUAL);
        assertDifferent(
                compare(original, with(image(), JOINED, 0, 1, 1, 3, 3, 4), expectation),
                "{__name__=\"m\"} has no sample at " + (START + 2));
        assertDifferent(
                compare(original, with(image(), JOINED, 0, 1, 1, 3, 2, 2, 3, 4, 4, 4), expectation),
                "{__name__=\"m\"} has a sample at " + (START + 4) + " that no original has");
        assertDifferent(
                compare(original, with(image(), JOINED, 0, 1, 1, 3, 2, 2.5, 3, 4), expectation),
                "{__name__=\"m\"} has another value at " + (START + 2) + ": 2.5, not 2.0");
        assertDifferent(
                compare(original, with(image(), JOINED, 0, STALE, 1, 3, 2, 2, 3, 4), expectation),
                "a staleness marker, not 1.0");
        assertDifferent(
                compare(
                        original,
                        with(with(image(), JOINED, 0, 1, 1, 3, 2, 2, 3, 4), Map.of("a", "b"), 0, 1),
                        expectation),
                "{a=\"b\"} has a sample at " + START + " that no original has");
        assertDifferent(
                compare(original, with(image(), Map.of("__name__", "n"), 0, 1, 1, 3, 2, 2, 3, 4), expectation),
                "pod=\"a\"}: its 2 samples are nowhere, expected them in {__name__=\"m\"}",
                "pod=\"b\"}: its 2 samples are nowhere, expected them in {__name__=\"m\"}",
                "{__name__=\"n\"} has a sample at " + START + " that no original has");
        assertDifferent(compare(original, original, expectation), "nowhere", "nowhere", "no original", "no original");
    }

    @ParameterizedTest
    @CsvSource({
        "EQUAL, 1, 1, 1, true",
        "EQUAL, 1, 2, 1, false",
        "EQUAL, 1, 1, 2, false",
        "FIRST, 1, 2, 1, true",
        "FIRST, 1, 2, 2, false",
        "LAST, 1, 2, 2, true",
        "LAST, 1, 2, 1, false",
        "SUM, 1, 2, 3, true",
        "SUM, 1, 2, 2, false",
        "SUM, 1, NaN, NaN, true",
        "MAX, 1, 2, 2, true",
        "MAX, 2, 1, 2, true",
        "MAX, 2, 1, 1, false",
        "MAX, NaN, 1, 1, true",
    })
    void samplesAtOneTimeAreWhatThePolicySays(Collision collision, double a, double b, double is, boolean right) {
        Comparison comparison = compare(
                with(with(image(), pod("a"), 0, a, 1, 7), pod("b"), 0, b),
                with(image(), JOINED, 0, is, 1, 7),
                relabeled(NO_POD, collision));
        if (right) {
            assertSame(comparison, new Accounting(3, 2, 1, 0, 0, 2));
        } else {
            assertDifferent(comparison, "has at " + START + ", where 2 series meet, ");
        }
    }

    @Test
    void stalenessMarkersGiveWay() {
        for (Collision collision : new Collision[] {Collision.SUM, Collision.MAX}) {
            BlockImage original = with(
                    with(with(image(), pod("a"), 0, STALE, 1, STALE), pod("b"), 0, 2, 1, STALE), pod("c"), 0, STALE);
            assertSame(
                    compare(original, with(image(), JOINED, 0, 2, 1, STALE), relabeled(NO_POD, collision)),
                    new Accounting(5, 2, 3, 0, 0, 2));
            assertDifferent(
                    compare(original, with(image(), JOINED, 0, STALE, 1, STALE), relabeled(NO_POD, collision)),
                    "where 3 series meet, a staleness marker");
        }
    }

    @Test
    void deletedSamplesAreGone() {
        BlockImage original = with(with(image(), pod("a"), 0, 1, 1, 2, 2, 3), pod("b"), 0, 1, 1, 2);
        Deletion deletion = new Deletion(Selector.parse("{pod=\"a\"}"), START + 1, START + 1);
        BlockImage rewritten = with(with(image(), pod("a"), 0, 1, 2, 3), pod("b"), 0, 1, 1, 2);
        assertSame(compare(original, rewritten, unchanged(deletion)), new Accounting(5, 4, 0, 1, 0, 4));
        assertDifferent(compare(original, original, unchanged(deletion)), "has a sample at " + (START + 1));
        Deletion all = new Deletion(Selector.parse("{pod=\"a\"}"), Long.MIN_VALUE, Long.MAX_VALUE);
        assertSame(
                compare(original, with(image(), pod("b"), 0, 1, 1, 2), unchanged(deletion, all)),
                new Accounting(5, 2, 0, 3, 0, 2));
    }

    @Test
    void samplesUnderTombstonesAreGone() {
        long reference = with(image(), pod("a"), 0, 1, 1, 2).goodIndex().series() / 16;
        BlockImage original = with(image(), pod("a"), 0, 1, 1, 2).tombstone(reference, START, START);
        assertSame(compare(original, with(image(), pod("a"), 1, 2), unchanged()), new Accounting(2, 1, 0, 1, 0, 1));
        assertDifferent(compare(original, original, unchanged()), "has tombstones");
    }

    @Test
    void droppedSeriesAreAccountedFor() {
        RelabelRules rules = RelabelRules.parse("rules", "- {source_labels: [pod], regex: b, action: drop}", null);
        BlockImage original = with(with(image(), pod("a"), 0, 1), pod("b"), 0, 1, 1, 2);
        assertSame(
                compare(original, with(image(), pod("a"), 0, 1), relabeled(rules, Collision.EQUAL)),
                new Accounting(3, 1, 0, 0, 2, 1));
        RelabelRules all = RelabelRules.parse("rules", "- {action: drop}", null);
        assertSame(compare(original, null, relabeled(all, Collision.EQUAL)), new Accounting(3, 0, 0, 0, 3, 0));
        assertDifferent(compare(original, null, unchanged()), "its 1 samples are nowhere", "its 2 samples are nowhere");
    }

    /// Random blocks, rewritten by maps, are right; with one sample changed they are not.
    @Test
    void itAgreesWithMaps() {
        Random random = new Random(7);
        for (int round = 0; round < 60; round++) {
            BlockImage original = image();
            TreeMap<String, TreeMap<Long, Double>> joined = new TreeMap<>();
            int samples = 0;
            for (int i = 0; i < 40; i++) {
                String job = "job" + random.nextInt(5);
                TreeMap<Long, Double> values = new TreeMap<>();
                for (int k = random.nextInt(20); k >= 0; k--) {
                    values.put(START + random.nextInt(60), (double) random.nextInt(100));
                }
                samples += values.size();
                add(original, Map.of("job", job, "pod", String.format("pod%02d", i)), values);
                TreeMap<Long, Double> sum = joined.computeIfAbsent(job, key -> new TreeMap<>());
                values.forEach((time, value) -> sum.merge(time, value, Double::sum));
            }
            Expectation expectation = relabeled(NO_POD, Collision.SUM);
            BlockImage rewritten = image();
            joined.forEach((job, values) -> add(rewritten, Map.of("job", job), values));
            int kept = joined.values().stream().mapToInt(Map::size).sum();
            assertSame(
                    compare(original, rewritten, expectation),
                    new Accounting(samples, kept, samples - kept, 0, 0, kept));

            String job = joined.firstKey();
            long time = joined.get(job).firstKey() + random.nextInt(3);
            joined.get(job).merge(time, 1.0, Double::sum);
            BlockImage wrong = image();
            joined.forEach((name, values) -> add(wrong, Map.of("job", name), values));
            assertDifferent(compare(original, wrong, expectation), "{job=\"" + job + "\"} has ");
        }
    }

    private static void add(BlockImage image, Map<String, String> labels, Map<Long, Double> samples) {
        image.series(
                labels,
                samples.keySet().stream().mapToLong(Long::longValue).toArray(),
                samples.values().stream().mapToDouble(Double::doubleValue).toArray());
    }

    @Test
    void blocksArePaired() throws IOException {
        DataDirectory.Entry original =
                DataDirectory.readBlock(image().series(pod("a"), START, 2).write(folder));
        String meta = image().series(pod("a"), START, 2)
                .goodMeta()
                .replace("ulid\":\"" + ULID, "ulid\":\"01HF7YAT00BBBBBBBBBBBBBBBB");
        DataDirectory.Entry made = DataDirectory.readBlock(new BlockImage("01HF7YAT00BBBBBBBBBBBBBBBB")
                .series(pod("a"), START, 2)
                .meta(meta)
                .write(folder));
        DataDirectory.Entry other = DataDirectory.readBlock(new BlockImage("01HF7YAT00CCCCCCCCCCCCCCCC")
                .series(pod("a"), START, 3)
                .write(folder));
        assertThat(BlockPairs.of(List.of(original), List.of(other, made)))
                .containsExactly(
                        new BlockPairs.Pair(Optional.of(original), Optional.of(made)),
                        new BlockPairs.Pair(Optional.empty(), Optional.of(other)));
        assertThat(BlockPairs.of(List.of(original, other), List.of(original)))
                .containsExactly(
                        new BlockPairs.Pair(Optional.of(original), Optional.of(original)),
                        new BlockPairs.Pair(Optional.of(other), Optional.empty()));
        Comparison comparison = verifier.compare(
                new BlockPairs.Pair(Optional.empty(), Optional.of(made)), unchanged(), VerifyProgress.NONE);
        assertDifferent(comparison, "made of no block of the original");
    }
}
