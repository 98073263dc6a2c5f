package dev.headroom.cli.dump;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.headroom.tsdb.block.Block;
import dev.headroom.tsdb.block.DataDirectory;
import dev.headroom.tsdb.chunk.ChunkReader;
import dev.headroom.tsdb.chunk.SampleCursor;
import dev.headroom.tsdb.head.HeadIndex;
import dev.headroom.tsdb.head.HeadReader;
import dev.headroom.tsdb.head.HeadSamples;
import dev.headroom.tsdb.index.Postings;
import dev.headroom.tsdb.merge.BlockSeries;
import dev.headroom.tsdb.merge.DamageHandler;
import dev.headroom.tsdb.merge.MergedSeries;
import dev.headroom.tsdb.merge.MergedSymbols;
import dev.headroom.tsdb.merge.SeriesSource;
import dev.headroom.tsdb.merge.SymbolSource;
import dev.headroom.tsdb.tombstone.Tombstones;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Directories that Prometheus 3.14 wrote, blocks and head together, as text, against what its promtool printed.
class FixtureHeadDumpTest {
    /// @param budget bytes for samples that wait: one byte has the log read once for every series
    @ParameterizedTest
    @CsvSource({
        "classic, false, 1000000000",
        "xor2, false, 1000000000",
        "st, false, 1000000000",
        "xor2, true, 1000000000",
        "classic, false, 1",
        "xor2, true, 1"
    })
    void blocksAndHeadTogetherAreTheDump(String name, boolean useSnapshot, long budget) throws IOException {
        Path fixtures = fixtures().resolve("prometheus-3.14");
        String dump;
        try (InputStream in = new GZIPInputStream(Files.newInputStream(fixtures.resolve(name + ".dump.txt.gz")))) {
            dump = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
        Path directory = fixtures.resolve(name);
        List<Block> blocks = new ArrayList<>();
        List<DataDirectory.Entry> entries = DataDirectory.list(directory).blocks();
        for (DataDirectory.Entry entry : entries) {
            blocks.add(Block.open(entry.path(), entry.meta()));
        }
        long minValidTime = HeadReader.promtoolMinValidTime(
                entries.stream().map(DataDirectory.Entry::meta).toList());
        try (HeadReader head = HeadReader.open(directory, minValidTime, useSnapshot)) {
            List<String> lines = dumped(blocks, head, budget).lines().toList();

            assertThat(head.damage()).isEmpty();
            assertThat(lines).containsExactlyElementsOf(dump.lines().toList());
        } finally {
            blocks.forEach(Block::close);
        }
    }

    private static String dumped(List<Block> blocks, HeadReader head, long budget) throws IOException {
        List<SymbolSource> symbolSources = new ArrayList<>();
        blocks.forEach(block -> symbolSources.add(block.symbols()));
        symbolSources.add(head.index().symbols());
        MergedSymbols symbols = MergedSymbols.of(symbolSources);
        List<SeriesSource> sources = new ArrayList<>();
        for (int i = 0; i < blocks.size(); i++) {
            Postings all = blocks.get(i).allSeries();
            sources.add(new BlockSeries(blocks.get(i), symbols.idsOf(i), all, 0, all.count(), DamageHandler.THROW));
        }
        sources.add(head.index().series(symbols.idsOf(blocks.size()), series -> true));
        Map<Integer, SortedMap<Long, Object>> headSamples = new HashMap<>();
        for (HeadSamples samples = head.samples(series -> true, budget); samples.nextSeries(); ) {
            SortedMap<Long, Object> ofSeries = new TreeMap<>();
            while (samples.next()) {
                Object sample = samples.isHistogram() ? samples.histogram() : (Object) samples.value();
                assertThat(ofSeries.put(samples.timestamp(), sample)).isNull();
            }
            headSamples.put(samples.series(), ofSeries);
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ByteSink out = new ByteSink(bytes);
        SampleText text = new PlainSampleText();
        for (MergedSeries<SeriesSource> series = new MergedSeries<>(sources); series.next(); ) {
            SortedMap<Long, Object> samples = new TreeMap<>();
            for (int i = 0; i < series.presentCount(); i++) {
                switch (series.present(i)) {
                    case BlockSeries block -> collect(block, samples);
                    case HeadIndex.Series ofHead ->
                        samples.putAll(headSamples.getOrDefault(ofHead.rank(), new TreeMap<>()));
                    default -> throw new IllegalStateException();
                }
            }
            text.startSeries(symbols, series.labels(), series.labelsLength());
            samples.forEach((timestamp, sample) -> {
                switch (sample) {
                    case Double value -> text.append(out, timestamp, value);
                    default -> text.append(out, timestamp, (dev.headroom.tsdb.histogram.Histogram) sample);
                }
            });
        }
        text.end(out);
        out.flush();
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private static void collect(BlockSeries source, SortedMap<Long, Object> samples) {
        ChunkReader chunks = new ChunkReader(source.block().chunks());
        SampleCursor cursor = new SampleCursor();
        Tombstones tombstones = source.block().tombstones();
        long[] deleted = tombstones.of(source.series().reference());
        for (int chunk = 0; chunk < source.series().chunkCount(); chunk++) {
            chunks.readHeader(source.series().chunkReference(chunk));
            chunks.readSamples(cursor, new byte[0]);
            while (cursor.next()) {
                boolean gone = false;
                for (int i = 0; i < deleted.length; i += 2) {
                    gone |= cursor.timestamp() >= deleted[i] && cursor.timestamp() <= deleted[i + 1];
                }
                if (!gone) {
                    samples.put(
                            cursor.timestamp(), cursor.isHistogram() ? cursor.histogram() : (Object) cursor.value());
                }
            }
        }
    }

    private static Path fixtures() {
        String fixtures = System.getProperty("headroom.fixtures", "");
        assumeThat(fixtures)
                .as("the shared fixtures are needed: set -Dheadroom.fixtures or HEADROOM_FIXTURES to their folder")
                .isNotEmpty();
        return Path.of(fixtures);
    }
}
