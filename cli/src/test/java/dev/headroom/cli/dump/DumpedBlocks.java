package dev.headroom.cli.dump;

import dev.headroom.tsdb.block.Block;
import dev.headroom.tsdb.block.DataDirectory;
import dev.headroom.tsdb.chunk.ChunkReader;
import dev.headroom.tsdb.chunk.SampleCursor;
import dev.headroom.tsdb.histogram.Histogram;
import dev.headroom.tsdb.index.Postings;
import dev.headroom.tsdb.merge.BlockSeries;
import dev.headroom.tsdb.merge.DamageHandler;
import dev.headroom.tsdb.merge.MergedSeries;
import dev.headroom.tsdb.merge.MergedSymbols;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// Writes all samples of a directory's blocks, in the plainest way: everything of a series in a sorted map.
final class DumpedBlocks {
    private DumpedBlocks() {}

    static String of(Path directory, SampleText text) throws IOException {
        List<Block> blocks = new ArrayList<>();
        try {
            for (DataDirectory.Entry entry : DataDirectory.list(directory).blocks()) {
                blocks.add(Block.open(entry.path(), entry.meta()));
            }
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            ByteSink out = new ByteSink(bytes);
            write(blocks, text, out);
            out.flush();
            return bytes.toString(StandardCharsets.UTF_8);
        } finally {
            blocks.forEach(Block::close);
        }
    }

    private static void write(List<Block> blocks, SampleText text, ByteSink out) throws IOException {
        MergedSymbols symbols =
                MergedSymbols.of(blocks.stream().map(Block::symbols).toList());
        List<BlockSeries> sources = new ArrayList<>();
        for (int i = 0; i < blocks.size(); i++) {
            Postings all = blocks.get(i).allSeries();
            sources.add(new BlockSeries(blocks.get(i), symbols.idsOf(i), all, 0, all.count(), DamageHandler.THROW));
        }
        for (MergedSeries<BlockSeries> series = new MergedSeries<>(sources); series.next(); ) {
            SortedMap<Long, Object> samples = new TreeMap<>();
            for (int i = 0; i < series.presentCount(); i++) {
                collect(series.present(i), samples);
            }
            text.startSeries(symbols, series.labels(), series.labelsLength());
            samples.forEach((timestamp, sample) -> {
                switch (sample) {
                    case Double value -> text.append(out, timestamp, value);
                    default -> text.append(out, timestamp, (Histogram) sample);
                }
            });
            out.flushWhenFull();
        }
        text.end(out);
    }

    private static void collect(BlockSeries source, SortedMap<Long, Object> samples) {
        ChunkReader chunks = new ChunkReader(source.block().chunks());
        SampleCursor cursor = new SampleCursor();
        byte[] data = {};
        long[] deleted = source.block().tombstones().of(source.series().reference());
        for (int chunk = 0; chunk < source.series().chunkCount(); chunk++) {
            chunks.readHeader(source.series().chunkReference(chunk));
            data = chunks.readSamples(cursor, data);
            while (cursor.next()) {
                if (!isDeleted(cursor.timestamp(), deleted)) {
                    samples.put(
                            cursor.timestamp(), cursor.isHistogram() ? cursor.histogram() : (Object) cursor.value());
                }
            }
        }
    }

    private static boolean isDeleted(long timestamp, long[] intervals) {
        for (int i = 0; i < intervals.length; i += 2) {
            if (timestamp >= intervals[i] && timestamp <= intervals[i + 1]) {
                return true;
            }
        }
        return false;
    }
}
