package dev.headroom.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.sun.management.ThreadMXBean;
import dev.headroom.testing.block.Bytes;
import dev.headroom.testing.block.IndexImage;
import dev.headroom.testing.block.IndexImage.Chunk;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/// Indexes with something wrong in them: the block is left out in one clear line, and the rest is read.
class DamagedIndexTest {
    private static final long MUCH = 64 << 20;

    /// The labels of the block's first series, whose chunk is the first of the segment.
    private static final Map<String, String> FIRST = Map.of("__name__", "down", "job", "a");

    @TempDir
    Path directory;

    private DamagedData data;
    private IndexImage good;

    @BeforeEach
    void write() {
        data = new DamagedData(directory);
        good = DamagedData.image().goodIndex();
    }

    @Test
    void everyShorterIndexIsDamaged() {
        for (int length = 0; length < good.length(); length++) {
            put(Arrays.copyOf(good.bytes(), length));
            assertThat(data.isWholeOrLeftOut("index")).as("%d bytes", length).isFalse();
        }
        data.assertBlockLeftOut("index", "at byte ");
    }

    /// Bytes that nobody reads may be anything; every other one is covered by a check.
    @Test
    void everyFlippedByteIsFoundOrMeansNothing() {
        for (int flip : new int[] {0x01, 0xff}) {
            for (int offset = 0; offset < good.length(); offset++) {
                byte[] bytes = good.bytes();
                bytes[offset] ^= (byte) flip;
                put(bytes);
                assertThat(data.isWholeOrLeftOut("index"))
                        .as("byte %d flipped by %x", offset, flip)
                        .isEqualTo(good.isPadding(offset));
            }
        }
    }

    /// What a checksum would have found: the checks behind it hold as well.
    @Test
    void noByteWithAGoodChecksumDoesHarm() {
        for (int offset = 5; offset < good.length(); offset++) {
            int now = good.bytes()[offset] & 0xff;
            for (int value : new int[] {0, now + 1, 0xff}) {
                put(good.with(offset, value).bytes());
                data.assertNoHarmToAnalyze();
            }
            data.assertNoHarmToDump();
        }
    }

    static Stream<Arguments> damages() {
        return Stream.of(
                damage("magic", "magic", index -> index.with(0, 0)),
                damage("version 3", "version 1 or 2", index -> index.with(4, 3)),
                damage("version 0", "version 1 or 2", index -> index.with(4, 0)),
                // Symbols are something else in version 1.
                damage("version 1 on a file of version 2", "", index -> index.with(4, 1)),
                damage("symbols nowhere", "symbol table", index -> index.withLong(index.tableOfContents(), 0)),
                damage("symbols in the header", "symbol table", index -> index.withLong(index.tableOfContents(), 4)),
                damage(
                        "symbols in the table of contents",
                        "symbol table",
                        index -> index.withLong(index.tableOfContents(), index.tableOfContents() + 8)),
                damage("symbols at -1", "symbol table", index -> index.withLong(index.tableOfContents(), -1)),
                damage(
                        "symbols at 2^63",
                        "symbol table",
                        index -> index.withLong(index.tableOfContents(), Long.MIN_VALUE)),
                damage("series nowhere", "", index -> index.withLong(index.tableOfContents() + 8, 0)),
                damage(
                        "series behind the postings",
                        "",
                        index -> index.withLong(index.tableOfContents() + 8, index.postings() + 8)),
                damage(
                        "no postings offset table",
                        "postings offset table",
                        index -> index.withLong(index.tableOfContents() + 40, 0)),
                damage(
                        "the symbols as postings offset table",
                        "",
                        index -> index.withLong(index.tableOfContents() + 40, index.symbols())),
                damage("4 GiB of symbols", "", index -> index.with(index.symbols(), 0xff, 0xff, 0xff, 0xff)),
                damage("no symbols at all", "", index -> index.with(index.symbols(), 0, 0, 0, 0)),
                damage("2^32 - 1 symbols", "symbols", index -> index.with(index.symbols() + 4, 0xff, 0xff, 0xff, 0xff)),
                damage("2^31 - 1 symbols", "symbols", index -> index.with(index.symbols() + 4, 0x7f, 0xff, 0xff, 0xff)),
                damage("one symbol more", "", index -> index.with(index.symbols() + 7, count(index) + 1)),
                damage("one symbol less", "", index -> index.with(index.symbols() + 7, count(index) - 1)),
                damage("a symbol of 2 GiB", "", index -> index.with(index.symbols() + 8, 0xff, 0xff, 0xff, 0xff, 7)),
                damage("a symbol out of order", "ascending", index -> index.with(index.symbols() + 9, 'z')),
                damage("4 GiB of labels", "", index -> index.with(index.seriesEntry(1), 0xff, 0xff, 0xff, 0xff, 0xf)),
                damage("one label more", "", index -> index.with(index.seriesEntry(1), 4)),
                damage("a name beyond the symbols", "symbol", index -> index.with(index.seriesEntry(1) + 1, 0x7e)),
                damage("a value beyond the symbols", "symbol", index -> index.with(index.seriesEntry(1) + 2, 0x7e)),
                damage(
                        "a symbol reference of five bytes that wraps to 0",
                        "",
                        index -> index.with(index.seriesEntry(1) + 1, 0x80, 0x80, 0x80, 0x80, 0x10)),
                damage(
                        "an entry of 4 GiB",
                        "series entry",
                        index -> index.with(index.seriesEntry(1) - 1, 0xff, 0xff, 0xff)),
                damage("an entry of no bytes", "", index -> index.with(index.seriesEntry(1) - 1, 0)),
                damage("2^32 - 1 postings", "", index -> index.with(index.postings() + 4, 0xff, 0xff, 0xff, 0xff)),
                damage("4 GiB of postings", "", index -> index.with(index.postings(), 0xff, 0xff, 0xff, 0xff)),
                damage("a posting to nothing", "series", index -> index.with(index.postings() + 8, 0, 0, 0, 0)),
                damage(
                        "a posting beyond the series",
                        "series",
                        index -> index.with(index.postings() + 8, 0xff, 0xff, 0xff, 0xff)),
                damage("a posting into a series", "", index -> index.with(index.postings() + 11, 0x15)),
                damage(
                        "the same posting twice",
                        "",
                        index -> index.with(index.postings() + 15, index.bytes()[index.postings() + 11])),
                damage(
                        "2^32 - 1 postings offsets",
                        "",
                        index -> index.with(index.postingsOffsets() + 4, 0xff, 0xff, 0xff, 0xff)),
                damage("a table of 4 GiB", "", index -> index.with(index.postingsOffsets(), 0xff, 0xff, 0xff, 0xff)),
                damage("an entry of one string", "", index -> index.with(index.postingsOffsets() + 8, 1)),
                damage(
                        "a name of 4 GiB",
                        "",
                        index -> index.with(index.postingsOffsets() + 9, 0xff, 0xff, 0xff, 0xff, 0xf)),
                damage("no list of all series", "", index -> index.with(index.postingsOffsets() + 9, 1, 'a')),
                damage("all series at 0", "", index -> index.with(index.postingsOffsets() + 11, 0x80, 0)));
    }

    @ParameterizedTest
    @MethodSource("damages")
    void damageBehindAGoodChecksumIsFound(String what, String gist, UnaryOperator<IndexImage> damage) {
        put(damage.apply(good).bytes());
        long before = allocated();
        ToolRun run = ToolRun.of("analyze", directory, "--threads", 1);
        assertThat(run.exitCode()).as(what).isEqualTo(ExitCode.DATA);
        assertThat(allocated() - before).isLessThan(MUCH);
        data.assertBlockLeftOut("index", gist);
    }

    /// The last list is that of `job="c"`, which only a selection reads.
    @Test
    void damageThatASelectionFindsLeavesTheBlockOutToo() {
        Object[] dump = {"dump", directory, "--match", "{job=\"c\"}"};
        String whole = ToolRun.output(dump);
        int lastReference = good.postingsOffsets() - 5;
        byte[] flipped = good.bytes().clone();
        flipped[lastReference] ^= 1;
        for (byte[] index : List.of(flipped, good.with(lastReference, 0x7f).bytes())) {
            put(index);
            ToolRun run = ToolRun.of(dump);
            assertThat(run.exitCode()).isEqualTo(ExitCode.DATA);
            assertThat(run.complaints()).singleElement().asString().contains(DamagedData.DAMAGED + "/index: at byte ");
            assertThat(PromtoolDump.lines(run.out()))
                    .hasSize(3)
                    .isSubsetOf(PromtoolDump.lines(whole))
                    .allMatch(line -> line.contains("job=\"c\""));
            ToolRun report = ToolRun.of("analyze", directory, "--match", "{job=\"c\"}", "-o", "json");
            assertThat(report.exitCode()).isEqualTo(ExitCode.DATA);
            assertThat(report.json().at("/series/total").intValue()).isEqualTo(1);
        }
    }

    @Test
    void sectionsNobodyReadsMayLieAnywhere() {
        for (int entry : new int[] {2, 3}) {
            put(good.withLong(good.tableOfContents() + 8 * entry, good.length() + 100)
                    .bytes());
            data.assertNoHarmToAnalyze();
            data.assertNoHarmToDump();
        }
    }

    @Test
    void zerosInFrontOfAGoodEndAreNoIndex() {
        byte[] zeros = new byte[100_000];
        System.arraycopy(good.bytes(), good.tableOfContents(), zeros, zeros.length - 52, 52);
        put(zeros);
        data.assertBlockLeftOut("index", "magic");
    }

    static Stream<Arguments> references() {
        return Stream.of(
                arguments("into the header", 4L),
                arguments("at the start", 0L),
                arguments("at the end", (long) DamagedData.image().goodSegment().length),
                arguments("before the end", DamagedData.image().goodSegment().length - 1L),
                arguments("far beyond the end", 0xffff_ffffL),
                arguments("into another segment", 1L << 32 | 8),
                arguments("into segment 2^31", 1L << 63 | 8));
    }

    @ParameterizedTest
    @MethodSource("references")
    void aChunkBeyondItsSegmentIsDamage(String where, long reference) {
        put(withSecondSeries(new Chunk(DamagedData.START, DamagedData.START + 1, reference)));
        data.assertBlockLeftOut(
                reference >>> 32 == 0 ? "chunks/000001" : "chunks", where.contains("segment") ? "segment" : "");
    }

    @Test
    void aChunkThatEndsBeforeItStartsIsDamage() {
        put(withSecondSeries(new Chunk(DamagedData.START, DamagedData.START - 1, 8)));
        data.assertBlockLeftOut("index", "chunk");
    }

    /// promtool panics here.
    @Test
    void aSeriesWithoutChunksIsASeries() {
        put(withSecondSeries());
        assertCounts(ToolRun.json("analyze", data.block(), "--limit", 0), 2, 4);
        data.assertNoHarmToDump();
    }

    @Test
    void aSeriesWithoutLabelsIsASeries() {
        put(new IndexImage.Builder()
                .series(Map.of(), new Chunk(DamagedData.START, DamagedData.START + 180_000, 8))
                .build()
                .bytes());
        assertThat(PromtoolDump.lines(ToolRun.output("dump", data.block())))
                .hasSize(4)
                .allMatch(line -> line.startsWith("{} "));
        assertCounts(ToolRun.json("analyze", data.block(), "--limit", 0), 1, 4);
    }

    @Test
    void aSeriesOutOfOrderOrTwiceIsDamage() {
        Chunk chunk = new Chunk(DamagedData.START, DamagedData.START + 180_000, 8);
        for (String second : List.of("down", "a")) {
            put(new IndexImage.Builder()
                    .series(FIRST, chunk)
                    .series(Map.of("__name__", second, "job", "a"), chunk)
                    .build()
                    .bytes());
            data.assertBlockLeftOut("index", "order");
        }
    }

    @Test
    void chunkCountsAreComparedWithTheEntry() {
        Bytes entry =
                new Bytes().uvarint(0).uvarint(1L << 40).varint(0).uvarint(0).uvarint(8);
        put(new IndexImage.Builder().rawSeries(entry).build().bytes());
        data.assertBlockLeftOut("index", "chunks");
    }

    /// Bytes that are no UTF-8, and text that steers terminals: nothing is damaged, and nothing gets through.
    @Test
    void symbolsMayHoldAnyBytes() {
        byte[] hostile = "\u001b[2J\u0007\r\n\u202e".getBytes(StandardCharsets.UTF_8);
        byte[] noText = {(byte) 0xff, (byte) 0xc0, (byte) 0x80};
        byte[] name = "__name__".getBytes(StandardCharsets.UTF_8);
        byte[] huge = "h".repeat(1 << 20).getBytes(StandardCharsets.UTF_8);
        Chunk chunk = new Chunk(DamagedData.START, DamagedData.START + 180_000, 8);
        IndexImage.Builder builder = new IndexImage.Builder().symbols(hostile, name, huge, noText);
        for (int value : new int[] {0, 2, 3}) {
            builder.rawSeries(
                    IndexImage.chunks(new Bytes().uvarint(1).uvarint(1).uvarint(value), chunk));
        }
        put(builder.build().bytes());

        String dump = ToolRun.output("dump", data.block());
        assertThat(dump)
                .contains("{__name__=\"\\x1b[2J\\a\\r\\n\\u202e\"} ")
                .contains("{__name__=\"\\xff\\xc0\\x80\"} ");
        for (String format : List.of("text", "markdown")) {
            assertThat(ToolRun.output("analyze", data.block(), "-o", format)
                            .codePoints()
                            .filter(c -> c != '\n'))
                    .noneMatch(c -> Character.isISOControl(c) || Character.getType(c) == Character.FORMAT);
        }
        assertThat(ToolRun.json("analyze", data.block()).get("metrics")).hasSize(3);
    }

    private static void assertCounts(JsonNode report, long indexed, long samples) {
        assertThat(report.at("/series/indexed").longValue()).isEqualTo(indexed);
        assertThat(report.at("/bytesPerSample/samples").longValue()).isEqualTo(samples);
    }

    private byte[] withSecondSeries(Chunk... chunks) {
        return new IndexImage.Builder()
                .series(FIRST, new Chunk(DamagedData.START, DamagedData.START + 180_000, 8))
                .series(Map.of("__name__", "up"), chunks)
                .build()
                .bytes();
    }

    private static Arguments damage(String what, String gist, UnaryOperator<IndexImage> damage) {
        return arguments(what, gist, damage);
    }

    /// The number of symbols, which fits into a byte here.
    private static int count(IndexImage index) {
        return index.bytes()[index.symbols() + 7];
    }

    private void put(byte[] index) {
        data.put("index", index);
    }

    private static long allocated() {
        return ((ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
    }
}
