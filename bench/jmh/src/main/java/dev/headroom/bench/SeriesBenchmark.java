package dev.headroom.bench;

import dev.headroom.tsdb.index.Postings;
import dev.headroom.tsdb.index.SeriesCursor;
import dev.headroom.tsdb.merge.MergedSymbols;
import java.io.IOException;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/// Series read from an index, one after the other.
public class SeriesBenchmark extends Kernel {
    private static final int SERIES = 5_000;

    @Param({"6", "20"})
    int labels;

    @Param({"1", "8"})
    int chunks;

    private LabeledBlock written;
    private Postings references;
    private SeriesCursor series;

    @Setup
    public void write() throws IOException {
        written = LabeledBlock.write(seed, SERIES, labels, chunks);
        references = written.block().allSeries();
        // Reads the table to its end.
        MergedSymbols.of(List.of(written.block().symbols()));
        series = new SeriesCursor(written.block().index(), written.block().symbols());
    }

    @TearDown
    public void delete() throws IOException {
        written.close();
    }

    @Benchmark
    @Per("series")
    @OperationsPerInvocation(SERIES)
    public long read() {
        int count = references.count();
        long sum = 0;
        int chunkCount = 0;
        for (int i = 0; i < count; i++) {
            series.read(references.reference(i));
            sum += series.labels()[series.labelsLength() - 1];
            chunkCount += series.chunkCount();
        }
        requireCount((long) SERIES * chunks, chunkCount);
        return sum;
    }
}
