package dev.headroom.write.rewrite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headroom.tsdb.CorruptionException;
import dev.headroom.tsdb.block.BlockMeta;
import dev.headroom.tsdb.block.DataDirectory;
import dev.headroom.tsdb.chunk.Encoding;
import dev.headroom.tsdb.histogram.CounterReset;
import dev.headroom.tsdb.histogram.Histogram;
import dev.headroom.tsdb.histogram.Spans;
import dev.headroom.tsdb.selector.Selector;
import dev.headroom.write.generate.Fleet;
import dev.headroom.write.generate.FleetGenerator;
import dev.headroom.write.relabel.RelabelRules;
import dev.headroom.write.rewrite.RewriteReport.BlockRow;
import dev.headroom.write.rewrite.RewriteRequest.Mode;
import dev.headroom.write.rewrite.TestBlocks.Sample;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RewriterTest {
    private static final RelabelRules NO_RULES = new RelabelRules(List.of());

    @TempDir
    Path data;

    @TempDir
    Path out;

    private OnCollision onCollision = OnCollision.FAIL;
    private RelabelRules rules = NO_RULES;
    private List<Deletion> deletions = List.of();
    private boolean allowThanos;
    private Path changeLog;

    @Test
    void aSeriesGoesToThePlaceOfItsNewLabels() throws Exception {
        new TestBlocks(Encoding.XOR, 2)
                .floats("__name__=a,x=2", 1, 1, 2, 2, 3, 3)
                .floats("__name__=b,x=1", 1, 4)
                .write(data, 0, 10);
        rules = rules("[{action: replace, source_labels: [x], target_label: __name__, replacement: 'n$1'}]");

        assertThat(rewritten())
                .containsExactly(
                        Map.entry("__name__=n1,x=1", "1:4.0"), Map.entry("__name__=n2,x=2", "1:1.0 2:2.0 | 3:3.0"));
    }

    @Test
    void aDroppedSeriesTakesItsSymbolsWithIt() throws Exception {
        new TestBlocks(Encoding.XOR, 2)
                .floats("__name__=keep,x=1", 1, 1)
                .floats("__name__=secret_metric,y=secret_value", 1, 1)
                .write(data, 0, 10);
        rules = rules("[{action: drop, source_labels: [__name__], regex: 'secret.*'}]");

        assertThat(rewritten()).containsOnlyKeys("__name__=keep,x=1");
        assertThat(Files.readString(blocks(out).getFirst().resolve("index"), StandardCharsets.ISO_8859_1))
                .contains("keep")
                .doesNotContain("secret");
    }

    @Test
    void aDeletionCutsChunksAtTheSample() throws Exception {
        new TestBlocks(Encoding.XOR2, 4)
                .floats("__name__=a", 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12)
                .floats("__name__=b", 1, 1, 2, 2, 3, 3, 4, 4, 5, 5)
                .write(data, 0, 20);
        deletions = List.of(new Deletion(Selector.parse("a"), 3, 10));

        assertThat(rewritten())
                .containsExactly(
                        Map.entry("__name__=a", "1:1.0 2:2.0 | 11:11.0 12:12.0"),
                        Map.entry("__name__=b", "1:1.0 2:2.0 3:3.0 4:4.0 | 5:5.0"));
    }

    @Test
    void aHoleInAChunkLeavesOneChunk() throws Exception {
        new TestBlocks(Encoding.XOR, 6)
                .floats("__name__=a", 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6)
                .write(data, 0, 20);
        deletions = List.of(new Deletion(Selector.parse("a"), 2, 2), new Deletion(Selector.parse("a"), 4, 5));

        assertThat(rewritten()).containsExactly(Map.entry("__name__=a", "1:1.0 3:3.0 6:6.0"));
    }

    @Test
    void aSeriesOfWhichOnlyHolesAreLeftIsGone() throws Exception {
        // No range covers the chunk, and yet no sample is left.
        new TestBlocks(Encoding.XOR, 2)
                .floats("__name__=a", 1, 1, 9, 9)
                .floats("__name__=b", 1, 1)
                .write(data, 0, 20);
        deletions = List.of(new Deletion(Selector.parse("a"), 0, 2), new Deletion(Selector.parse("a"), 8, 12));

        assertThat(rewritten()).containsOnlyKeys("__name__=b");
    }

    @Test
    void deletionsGoByTheOldLabels() throws Exception {
        new TestBlocks(Encoding.XOR, 2)
                .floats("__name__=a,x=1", 1, 1)
                .floats("__name__=a,x=2", 1, 2)
                .write(data, 0, 20);
        deletions = List.of(new Deletion(Selector.parse("{x=\"1\"}"), 0, 100));
        rules = RelabelRules.droppingLabels(List.of("x"));

        assertThat(rewritten()).containsExactly(Map.entry("__name__=a", "1:2.0"));
    }

    @Test
    void aHistogramIsCutInItsEncoding() throws Exception {
        new TestBlocks(Encoding.XOR, 10)
                .series("__name__=h", histogram(1, 1), histogram(2, 5), histogram(3, 5), histogram(4, 9))
                .write(data, 0, 20);
        deletions = List.of(new Deletion(Selector.parse("h"), 1, 2));
        RewriteReport report = run(Mode.OUT);

        assertThat(TestBlocks.read(out)).containsExactly(Map.entry("__name__=h", "3:5.0 4:9.0"));
        assertThat(report.blocks().getFirst().chunksRewritten()).isEqualTo(1);
        assertThat(DataDirectory.list(out).metas().getFirst().stats()).isEqualTo(new BlockMeta.Stats(2, 0, 2, 1, 1, 0));
    }

    @Test
    void collidingSeriesStopEverythingUnlessSomebodySaysWhatToDo() throws Exception {
        new TestBlocks(Encoding.XOR, 2).floats("__name__=z,x=1", 1, 1).write(data, 0, 10);
        new TestBlocks(Encoding.XOR, 2)
                .floats("__name__=a,x=1", 11, 1)
                .floats("__name__=a,x=2", 12, 2)
                .write(data, 10, 20);
        rules = RelabelRules.droppingLabels(List.of("x"));

        for (Mode mode : List.of(Mode.OUT, Mode.IN_PLACE)) {
            List<Path> before = blocks(data);
            assertThatThrownBy(() -> run(mode))
                    .isInstanceOf(RewriteRefusedException.class)
                    .hasMessageContaining("{__name__=\"a\"}")
                    .hasMessageContaining("x=\"1\"")
                    .hasMessageContaining("x=\"2\"");
            assertThat(blocks(data)).isEqualTo(before);
            assertThat(out).isEmptyDirectory();
        }
        RewriteReport trial = run(Mode.DRY_RUN);
        assertThat(trial.collisions()).hasSize(1).first().satisfies(collision -> {
            assertThat(collision.labels()).isEqualTo("{__name__=\"a\"}");
            assertThat(collision.series()).isEqualTo(2);
        });
    }

    @ParameterizedTest
    @CsvSource({
        "KEEP_FIRST, 1:1.0 2:2.0 3:3.0 5:5.0 | 7:70.0",
        "KEEP_LAST, 1:1.0 2:20.0 3:30.0 5:5.0 | 7:70.0",
        "SUM, 1:1.0 2:22.0 3:33.0 5:5.0 | 7:70.0",
        "MAX, 1:1.0 2:20.0 3:30.0 5:5.0 | 7:70.0"
    })
    void collidingSamples(OnCollision policy, String expected) throws Exception {
        new TestBlocks(Encoding.XOR, 4)
                .floats("__name__=a,x=1", 1, 1, 2, 2, 3, 3, 5, 5)
                .floats("__name__=a,x=2", 2, 20, 3, 30)
                .floats("__name__=a,x=3", 7, 70)
                .write(data, 0, 20);
        rules = RelabelRules.droppingLabels(List.of("x"));
        onCollision = policy;

        RewriteReport report = run(Mode.OUT);
        assertThat(TestBlocks.read(out)).containsExactly(Map.entry("__name__=a", expected));
        BlockRow row = report.blocks().getFirst();
        assertThat(row.seriesMerged()).isEqualTo(3);
        assertThat(row.samplesBefore()).isEqualTo(7);
        assertThat(row.samplesAfter()).isEqualTo(5);
        assertThat(row.chunksRewritten()).isEqualTo(1);
        assertThat(report.collisions()).isEmpty();
    }

    @Test
    void seriesThatFollowEachOtherAreJoined() throws Exception {
        new TestBlocks(Encoding.XOR, 2)
                .floats("__name__=a,x=1", 5, 5, 6, 6)
                .floats("__name__=a,x=2", 1, 1, 2, 2, 3, 3)
                .write(data, 0, 20);
        rules = RelabelRules.droppingLabels(List.of("x"));
        onCollision = OnCollision.MERGE;

        assertThat(rewritten()).containsExactly(Map.entry("__name__=a", "1:1.0 2:2.0 | 3:3.0 | 5:5.0 6:6.0"));
        assertThat(run(Mode.DRY_RUN).blocks().getFirst().chunksRewritten()).isZero();
    }

    @Test
    void equalSamplesAreOne() throws Exception {
        new TestBlocks(Encoding.XOR, 4)
                .floats("__name__=a,x=1", 1, 1, 2, 2, 3, Double.NaN)
                .floats("__name__=a,x=2", 2, 2, 3, Double.NaN, 4, 4)
                .write(data, 0, 20);
        rules = RelabelRules.droppingLabels(List.of("x"));
        onCollision = OnCollision.MERGE;

        assertThat(rewritten()).containsExactly(Map.entry("__name__=a", "1:1.0 2:2.0 3:NaN 4:4.0"));
    }

    @Test
    void differentSamplesCannotBeMerged() throws Exception {
        new TestBlocks(Encoding.XOR, 4).floats("__name__=b", 1, 1).write(data, 20, 30);
        new TestBlocks(Encoding.XOR, 4)
                .floats("__name__=a,x=1", 1, 1, 2, 2)
                .floats("__name__=a,x=2", 2, 2.5)
                .write(data, 0, 20);
        rules = RelabelRules.droppingLabels(List.of("x"));
        onCollision = OnCollision.MERGE;

        List<Path> before = blocks(data);
        assertThatThrownBy(() -> run(Mode.IN_PLACE))
                .isInstanceOf(RewriteRefusedException.class)
                .hasMessageContaining("different samples");
        assertThat(blocks(data)).isEqualTo(before);
    }

    @Test
    void histogramsAreAdded() throws Exception {
        new TestBlocks(Encoding.XOR, 4)
                .series("__name__=h,x=1", histogram(1, 1), histogram(2, 2), histogram(3, 3))
                .series("__name__=h,x=2", histogram(2, 10), histogram(3, 10), histogram(4, 11))
                .write(data, 0, 20);
        rules = RelabelRules.droppingLabels(List.of("x"));
        onCollision = OnCollision.SUM;

        // The second series ends the first's, whose counts fall there: a counter reset begins a new chunk.
        assertThat(rewritten()).containsExactly(Map.entry("__name__=h", "1:1.0 2:12.0 3:13.0 | 4:11.0"));
    }

    @Test
    void aMarkerOfStalenessCountsForNothing() throws Exception {
        double stale = Double.longBitsToDouble(0x7ff0000000000002L);
        new TestBlocks(Encoding.XOR, 4)
                .floats("__name__=a,x=1", 1, 1, 2, stale, 3, stale)
                .floats("__name__=a,x=2", 1, 1, 2, 7, 3, stale)
                .write(data, 0, 20);
        rules = RelabelRules.droppingLabels(List.of("x"));
        onCollision = OnCollision.SUM;

        assertThat(rewritten()).containsExactly(Map.entry("__name__=a", "1:2.0 2:7.0 3:NaN"));
    }

    @Test
    void inPlaceTheNewBlockNamesTheOldOneItsParent() throws Exception {
        Path old =
                new TestBlocks(Encoding.XOR, 2).floats("__name__=a,x=1", 1, 1).write(data, 0, 20);
        Files.writeString(
                old.resolve("meta.json"),
                Files.readString(old.resolve("meta.json"))
                        .replace(
                                "\"compaction\": {",
                                "\"mine\": {\"a\": 1.50},\n\"compaction\": {\"hints\": [\"from-out-of-order\"],"));
        String ulid = old.getFileName().toString();
        rules = RelabelRules.droppingLabels(List.of("x"));
        RewriteReport report = run(Mode.IN_PLACE);

        assertThat(blocks(data)).hasSize(1);
        assertThat(TestBlocks.read(data)).containsOnlyKeys("__name__=a");
        BlockMeta meta = DataDirectory.list(data).metas().getFirst();
        assertThat(meta.ulid()).isEqualTo(report.blocks().getFirst().newUlid()).isNotEqualTo(ulid);
        assertThat(meta.compaction().parents()).containsExactly(new BlockMeta.Parent(ulid, 0, 20));
        assertThat(meta.compaction().sources()).containsExactly(ulid);
        assertThat(meta.compaction().hints()).containsExactly("from-out-of-order");
        assertThat(meta.json()).contains("\n\t\"mine\": {\n\t\t\"a\": 1.50\n\t},\n");
        assertThat(meta.minTime()).isZero();
        assertThat(meta.maxTime()).isEqualTo(20);
        assertThat(data.resolve("lock")).doesNotExist();
    }

    @Test
    void aBlockThatWouldBeTheSameIsLeftAlone() throws Exception {
        Path block =
                new TestBlocks(Encoding.XOR, 2).floats("__name__=a,x=1", 1, 1).write(data, 0, 20);
        rules = RelabelRules.droppingLabels(List.of("nothing_has_it"));

        assertThat(run(Mode.IN_PLACE).blocks().getFirst().state()).isEqualTo("unchanged");
        assertThat(blocks(data)).containsExactly(block);
    }

    @Test
    void aBlockOfWhichNothingIsLeftIsDeleted() throws Exception {
        new TestBlocks(Encoding.XOR, 2).floats("__name__=a", 1, 1).write(data, 0, 20);
        Path other = new TestBlocks(Encoding.XOR, 2).floats("__name__=b", 21, 1).write(data, 20, 40);
        deletions = List.of(new Deletion(Selector.parse("a"), 0, 100));

        assertThat(run(Mode.IN_PLACE).blocks()).extracting(BlockRow::state).containsExactly("emptied", "unchanged");
        assertThat(blocks(data)).containsExactly(other);
    }

    @Test
    void aBlockOfThanosIsRefused() throws Exception {
        Path block =
                new TestBlocks(Encoding.XOR, 2).floats("__name__=a,x=1", 1, 1).write(data, 0, 20);
        Files.writeString(
                block.resolve("meta.json"),
                Files.readString(block.resolve("meta.json"))
                        .replace(
                                "\"version\": 1",
                                "\"thanos\": {\"labels\": {\"r\": \"1\"}, \"downsample\": {\"resolution\": 0}, \"source\": \"sidecar\"},\n\"version\": 1"));
        rules = RelabelRules.droppingLabels(List.of("x"));

        assertThatThrownBy(() -> run(Mode.IN_PLACE)).isInstanceOf(RewriteRefusedException.class);
        assertThat(run(Mode.DRY_RUN).notes()).hasSize(1);
        allowThanos = true;
        assertThat(run(Mode.IN_PLACE).blocks().getFirst().state()).isEqualTo("rewritten");
        assertThat(DataDirectory.list(data).metas().getFirst().thanos().labels())
                .containsEntry("r", "1");
    }

    @Test
    void aSeriesThatPrometheusWouldNotStoreIsRefused() throws Exception {
        new TestBlocks(Encoding.XOR, 2).floats("__name__=a,x=1", 1, 1).write(data, 0, 20);
        rules = RelabelRules.droppingLabels(List.of("__name__"));

        assertThatThrownBy(() -> run(Mode.OUT))
                .isInstanceOf(RewriteRefusedException.class)
                .hasMessageContaining("metric name");
        assertThat(out).isEmptyDirectory();
    }

    @Test
    void theDryRunSaysWhatTheRunWrites() throws Exception {
        Fleet fleet = new Fleet(
                5, 3, 4, 6, 1, 1, 0.2, 15_000, 27_000L * 18 * 3_600_000, 27_000L * 18 * 3_600_000 + 2 * Fleet.BLOCK);
        FleetGenerator.write(fleet, data, 1, n -> {});
        rules = rules(
                "[{action: labeldrop, regex: namespace}, {action: drop, source_labels: [__name__], regex: 'app_0002.*'}]");
        deletions = List.of(new Deletion(Selector.parse("{job=\"job-001\"}"), 0, fleet.start() + 5_000_000));
        List<BlockRow> trial = run(Mode.DRY_RUN).blocks();
        assertThat(out).isEmptyDirectory();
        List<BlockRow> run = run(Mode.OUT).blocks();

        assertThat(run).hasSameSizeAs(trial);
        for (int i = 0; i < run.size(); i++) {
            BlockRow said = trial.get(i);
            BlockRow did = run.get(i);
            Path written = out.resolve(did.newUlid());
            // meta.json is a little longer or shorter than the old one.
            assertThat(said.bytesAfter() - Files.size(data.resolve(did.ulid()).resolve("meta.json")))
                    .isEqualTo(did.bytesAfter() - Files.size(written.resolve("meta.json")));
            assertThat(said)
                    .usingRecursiveComparison()
                    .ignoringFields("newUlid", "bytesAfter")
                    .isEqualTo(did);
        }
    }

    /// Whole segments are copied where only labels change; a change log has every chunk looked at by itself.
    @ParameterizedTest
    @ValueSource(strings = {"namespace", "instance"})
    void bothWaysToCopyChunksWriteTheSame(String label) throws Exception {
        Fleet fleet = new Fleet(
                7, 10, 40, 40, 2, 1, 0.1, 1_200_000, 27_000L * 18 * 3_600_000, 27_000L * 18 * 3_600_000 + Fleet.BLOCK);
        FleetGenerator.write(fleet, data, 1, n -> {});
        rules = rules("[{action: labeldrop, regex: " + label + "}]");
        BlockRow whole = run(Mode.OUT).blocks().getFirst();
        changeLog = out.resolve("changes.jsonl");
        BlockRow single = run(Mode.OUT).blocks().getFirst();

        assertThat(whole.seriesBefore()).isGreaterThan(20_000);
        assertThat(whole).usingRecursiveComparison().ignoringFields("newUlid").isEqualTo(single);
        for (String file : List.of("index", "chunks/000001")) {
            assertThat(out.resolve(whole.newUlid()).resolve(file))
                    .hasSameBinaryContentAs(out.resolve(single.newUlid()).resolve(file));
        }
        assertThat(Files.readAllLines(changeLog)).hasSize((int) whole.seriesRelabeled());
        assertThat(blocks(out)).hasSize(2);
    }

    @Test
    void bytesOfNobodyAreNotCopied() throws Exception {
        new TestBlocks(Encoding.XOR, 2)
                .floats("__name__=a,x=1", 1, 1, 2, 2, 3, 3)
                .floats("__name__=b,x=1", 1, 4)
                .write(data, 0, 10);
        Path segment = blocks(data).getFirst().resolve("chunks/000001");
        long size = Files.size(segment);
        Files.write(segment, new byte[100], StandardOpenOption.APPEND);
        rules = rules("[{action: labeldrop, regex: x}]");

        assertThat(rewritten())
                .containsExactly(Map.entry("__name__=a", "1:1.0 2:2.0 | 3:3.0"), Map.entry("__name__=b", "1:4.0"));
        assertThat(blocks(out))
                .singleElement()
                .satisfies(block -> assertThat(block.resolve("chunks/000001")).hasSize(size));
    }

    @Test
    void aDamagedChunkIsNotCopied() throws Exception {
        new TestBlocks(Encoding.XOR, 2)
                .floats("__name__=a,x=1", 1, 1, 2, 2, 3, 3)
                .write(data, 0, 10);
        Path segment = blocks(data).getFirst().resolve("chunks/000001");
        byte[] bytes = Files.readAllBytes(segment);
        bytes[bytes.length - 6] ^= 1;
        Files.write(segment, bytes);
        rules = rules("[{action: labeldrop, regex: x}]");

        assertThatThrownBy(() -> run(Mode.OUT))
                .isInstanceOf(CorruptionException.class)
                .hasMessageContaining("000001");
        assertThat(out).isEmptyDirectory();
    }

    @Test
    void theChangeLogTellsOfEverySeriesThatChanges() throws Exception {
        new TestBlocks(Encoding.XOR, 2)
                .floats("__name__=cut", 1, 1, 2, 2, 3, 3)
                .floats("__name__=deleted", 1, 1)
                .floats("__name__=dropped", 1, 1)
                .floats("__name__=kept", 1, 1)
                .floats("__name__=m,x=1", 1, 1, 2, 2)
                .floats("__name__=m,x=2", 2, 2)
                .floats("__name__=new,x=2", 2, 2)
                .write(data, 0, 20);
        rules = rules("[{action: drop, source_labels: [__name__], regex: dropped}, {action: labeldrop, regex: x}]");
        deletions = List.of(new Deletion(Selector.parse("cut"), 2, 2), new Deletion(Selector.parse("deleted"), 0, 9));
        onCollision = OnCollision.MERGE;
        changeLog = out.resolve("changes.jsonl");
        run(Mode.OUT);

        String ulid = DataDirectory.list(data).metas().getFirst().ulid();
        assertThat(Files.readAllLines(changeLog).stream().map(line -> line.replace("\"block\":\"" + ulid + "\",", "")))
                .containsExactlyInAnyOrder(
                        "{\"change\":\"cut\",\"series\":{\"__name__\":\"cut\"},\"samples\":3,\"newSamples\":2}",
                        "{\"change\":\"deleted\",\"series\":{\"__name__\":\"deleted\"},\"samples\":1,\"newSamples\":0}",
                        "{\"change\":\"dropped\",\"series\":{\"__name__\":\"dropped\"},\"samples\":1,\"newSamples\":0}",
                        "{\"change\":\"merged\",\"series\":{\"__name__\":\"m\",\"x\":\"1\"},\"newSeries\":{\"__name__\":\"m\"},\"samples\":2,\"newSamples\":2}",
                        "{\"change\":\"merged\",\"series\":{\"__name__\":\"m\",\"x\":\"2\"},\"newSeries\":{\"__name__\":\"m\"},\"samples\":1,\"newSamples\":1}",
                        "{\"change\":\"relabeled\",\"series\":{\"__name__\":\"new\",\"x\":\"2\"},\"newSeries\":{\"__name__\":\"new\"},\"samples\":1,\"newSamples\":1}");
    }

    private static Sample histogram(long time, long count) {
        return new Sample(
                time,
                0,
                Histogram.ofIntegers(
                        time == 1 ? CounterReset.UNKNOWN : CounterReset.NOT_RESET,
                        1,
                        0,
                        (double) count,
                        new Spans(new int[] {0}, new int[] {1}),
                        Spans.EMPTY,
                        new double[0],
                        count,
                        0,
                        new long[] {count},
                        new long[0]));
    }

    private static RelabelRules rules(String yaml) {
        return RelabelRules.parse("rules", yaml, null);
    }

    private Map<String, String> rewritten() throws Exception {
        run(Mode.OUT);
        return TestBlocks.read(out);
    }

    private RewriteReport run(Mode mode) throws Exception {
        return Rewriter.run(
                new RewriteRequest(
                        data,
                        List.of(),
                        rules,
                        deletions,
                        onCollision,
                        mode,
                        mode == Mode.OUT ? out : null,
                        allowThanos,
                        changeLog,
                        2),
                n -> {});
    }

    private static List<Path> blocks(Path directory) throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.filter(Files::isDirectory).sorted().toList();
        }
    }
}
