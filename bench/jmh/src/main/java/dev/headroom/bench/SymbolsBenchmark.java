package dev.headroom.bench;

import dev.headroom.tsdb.index.IndexFile;
import dev.headroom.tsdb.index.SymbolTable;
import dev.headroom.tsdb.merge.MergedSymbols;
import dev.headroom.write.block.BlockWriter;
import dev.headroom.write.block.Directories;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/// Symbol tables of blocks, opened and merged. A symbol of one block stands in another with odds of one half.
public class SymbolsBenchmark extends Kernel {
    private static final int SYMBOLS = 60_000;

    @Param({"2", "12"})
    int blocks;

    private Path directory;
    private final List<IndexFile> indexes = new ArrayList<>();

    @Setup
    public void write() throws IOException {
        directory = Files.createTempDirectory("headroom-kernel");
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < blocks; i++) {
            try (BlockWriter writer = BlockWriter.create(directory, "01HEADR00MKERNE100000000%02d".formatted(i))) {
                writeSymbols(writer, SYMBOLS / blocks, random);
                indexes.add(IndexFile.open(writer.finish(0, 1).resolve("index")));
            }
        }
    }

    /// Chooses every other one of twice as many.
    private static void writeSymbols(BlockWriter writer, int count, SplittableRandom random) throws IOException {
        writer.startSymbols(count);
        int wanted = count;
        for (int i = 0; i < 2 * count; i++) {
            if (random.nextInt(2 * count - i) < wanted) {
                LabeledBlock.write(writer, "some-service-6d4cf56db6-%07d".formatted(i));
                wanted--;
            }
        }
    }

    @TearDown
    public void delete() throws IOException {
        indexes.forEach(IndexFile::close);
        Directories.delete(directory);
    }

    @Benchmark
    @Per("symbol")
    @OperationsPerInvocation(SYMBOLS)
    public MergedSymbols merge() {
        List<SymbolTable> tables = new ArrayList<>();
        int symbols = 0;
        for (IndexFile index : indexes) {
            SymbolTable table = new SymbolTable(index);
            tables.add(table);
            symbols += table.count();
        }
        requireCount(SYMBOLS, symbols);
        return MergedSymbols.of(tables);
    }
}
