package dev.headroom.bench;

import dev.headroom.tsdb.chunk.ChunkReader;
import dev.headroom.tsdb.index.Postings;
import dev.headroom.tsdb.index.SeriesCursor;
import dev.headroom.tsdb.merge.MergedSymbols;
import java.io.IOException;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/// Chunks of a segment, one after the other: their headers alone, and whole with their checksums verified.
public class ChunkHeaderBenchmark extends Kernel {
    private static final int SERIES = 5_000;
    private static final int CHUNKS_PER_SERIES = 2;
    private static final int CHUNKS = SERIES * CHUNKS_PER_SERIES;

    private LabeledBlock written;
    private final long[] references = new long[CHUNKS];
    private ChunkReader chunk;
    private byte[] buffer = new byte[1 << 10];

    @Setup
    public void write() throws IOException {
        written = LabeledBlock.write(seed, SERIES, 3, CHUNKS_PER_SERIES);
        MergedSymbols.of(List.of(written.block().symbols()));
        SeriesCursor series =
                new SeriesCursor(written.block().index(), written.block().symbols());
        Postings all = written.block().allSeries();
        int count = 0;
        for (int i = 0; i < all.count(); i++) {
            series.read(all.reference(i));
            for (int j = 0; j < series.chunkCount(); j++) {
                references[count++] = series.chunkReference(j);
            }
        }
        requireCount(CHUNKS, count);
        chunk = new ChunkReader(written.block().chunks());
    }

    @TearDown
    public void delete() throws IOException {
        written.close();
    }

    @Benchmark
    @Per("chunk")
    @OperationsPerInvocation(CHUNKS)
    public void header() {
        long samples = 0;
        for (long reference : references) {
            chunk.readHeader(reference);
            samples += chunk.sampleCount();
        }
        requireCount((long) CHUNKS * Samples.PER_CHUNK, samples);
    }

    @Benchmark
    @Per("chunk")
    @OperationsPerInvocation(CHUNKS)
    public long whole() {
        long sum = 0;
        for (long reference : references) {
            chunk.readHeader(reference);
            buffer = chunk.readChunk(buffer);
            sum += buffer[chunk.size() - 5];
        }
        return sum;
    }
}
