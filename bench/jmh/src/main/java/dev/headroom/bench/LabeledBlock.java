package dev.headroom.bench;

import dev.headroom.tsdb.block.Block;
import dev.headroom.tsdb.block.DataDirectory;
import dev.headroom.tsdb.chunk.Encoding;
import dev.headroom.write.block.BlockWriter;
import dev.headroom.write.block.Directories;
import dev.headroom.write.chunk.SampleAppender;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;

/// A block in a directory of its own: metrics of a hundred series each, which share all labels of a metric but
/// the last.
///
/// @param directory goes when this is closed
record LabeledBlock(Path directory, Block block) implements AutoCloseable {
    private static final int SERIES_PER_METRIC = 100;
    private static final int VALUES = 20_000;

    /// @param series a multiple of a hundred
    /// @param labels of each series, its metric's name among them
    /// @param chunks of floats, of each series
    static LabeledBlock write(long seed, int series, int labels, int chunks) throws IOException {
        Path directory = Files.createTempDirectory("headroom-kernel");
        Path path;
        try (BlockWriter writer = BlockWriter.create(directory, "01HEADR00MKERNE10000000000")) {
            writeSymbols(writer, labels);
            SplittableRandom random = new SplittableRandom(seed);
            long[] times = Samples.times(seed, chunks * Samples.PER_CHUNK);
            double[] values = Samples.values(Shape.COUNTER, seed, chunks * Samples.PER_CHUNK);
            SampleAppender appender = new SampleAppender();
            int[] pairs = new int[labels];
            for (int i = 0; i < series; i++) {
                if (i % SERIES_PER_METRIC == 0) {
                    // Values ascend from metric to metric, and in the last label from series to series.
                    pairs[0] = writer.pair(0, labels + i / SERIES_PER_METRIC);
                    for (int label = 1; label < labels - 1; label++) {
                        pairs[label] = writer.pair(label, labels + random.nextInt(VALUES));
                    }
                }
                pairs[labels - 1] = writer.pair(labels - 1, labels + i % SERIES_PER_METRIC);
                writer.startSeries(pairs, 0, labels);
                for (int chunk = 0; chunk < chunks; chunk++) {
                    Samples.append(appender, Encoding.XOR, times, values, chunk * Samples.PER_CHUNK);
                    writer.addChunk(appender);
                }
            }
            path = writer.finish(0, Long.MAX_VALUE);
        }
        return new LabeledBlock(
                directory, Block.open(path, DataDirectory.readBlock(path).meta()));
    }

    private static void writeSymbols(BlockWriter writer, int labels) throws IOException {
        writer.startSymbols(labels + VALUES);
        write(writer, "__name__");
        for (int i = 1; i < labels; i++) {
            write(writer, "label_%02d".formatted(i));
        }
        for (int i = 0; i < VALUES; i++) {
            write(writer, "value_%05d".formatted(i));
        }
    }

    static void write(BlockWriter writer, String symbol) throws IOException {
        byte[] bytes = symbol.getBytes(StandardCharsets.US_ASCII);
        writer.addSymbol(bytes, 0, bytes.length);
    }

    @Override
    public void close() throws IOException {
        block.close();
        Directories.delete(directory);
    }
}
