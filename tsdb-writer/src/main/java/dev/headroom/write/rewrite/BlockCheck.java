package dev.headroom.write.rewrite;

import dev.headroom.tsdb.block.Block;
import dev.headroom.tsdb.block.BlockMeta;
import dev.headroom.tsdb.block.DataDirectory;
import dev.headroom.tsdb.chunk.ChunkReader;
import dev.headroom.tsdb.index.SeriesCursor;
import dev.headroom.tsdb.index.SymbolTable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;

/// Reads a new block back before it takes an old one's place: every checksum, the order of the series, every
/// chunk, and whether it holds what was counted while it was written.
final class BlockCheck {
    private BlockCheck() {}

    /// @throws dev.headroom.tsdb.CorruptionException when something is damaged
    /// @throws IOException when the block holds something else
    static void verify(Path path, BlockMeta.Stats expected) throws IOException {
        BlockMeta meta = DataDirectory.readBlock(path).meta();
        try (Block block = Block.open(path, meta)) {
            SymbolTable symbols = block.symbols();
            while (symbols.next()) {
                // Looks at each.
            }
            SeriesCursor series = new SeriesCursor(block.index(), symbols);
            ChunkReader chunks = new ChunkReader(block.chunks());
            byte[] buffer = {};
            int[] last = {};
            int lastLength = 0;
            long samples = 0;
            long chunkCount = 0;
            int count = block.allSeries().count();
            for (int i = 0; i < count; i++) {
                series.read(block.allSeries().reference(i));
                int length = series.labelsLength();
                if (i > 0 && Arrays.compare(last, 0, lastLength, series.labels(), 0, length) >= 0) {
                    throw new IOException(path + ": the new block has series out of order; nothing was replaced");
                }
                last = last.length < length ? new int[2 * length] : last;
                System.arraycopy(series.labels(), 0, last, 0, length);
                lastLength = length;
                for (int j = 0; j < series.chunkCount(); j++) {
                    chunks.readHeader(series.chunkReference(j));
                    buffer = chunks.readChunk(buffer);
                    samples += chunks.sampleCount();
                }
                chunkCount += series.chunkCount();
            }
            if (count != expected.series()
                    || chunkCount != expected.chunks()
                    || samples != expected.samples()
                    || meta.stats().samples() != samples) {
                throw new IOException(path + ": the new block holds " + count + " series, " + chunkCount
                        + " chunks and "
                        + samples + " samples instead of " + expected.series() + ", " + expected.chunks() + " and "
                        + expected.samples() + "; nothing was replaced");
            }
        }
    }
}
