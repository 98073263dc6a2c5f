package dev.headroom.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

/// Runs every benchmark once, with every combination of its parameters, in this JVM. No time is looked at.
class KernelsTest {
    @Test
    void everyKernelRuns() throws Exception {
        Collection<RunResult> results = new Runner(new OptionsBuilder()
                        .mode(Mode.SingleShotTime)
                        .forks(0)
                        .warmupIterations(0)
                        .measurementIterations(1)
                        .shouldFailOnError(true)
                        .verbosity(VerboseMode.SILENT)
                        .build())
                .run();

        Map<String, Integer> runs = new TreeMap<>();
        for (RunResult result : results) {
            assertThat(result.getPrimaryResult().getScore()).isPositive();
            runs.merge(Kernels.name(result.getParams()), 1, Integer::sum);
        }
        assertThat(runs)
                .isEqualTo(Map.ofEntries(
                        Map.entry("ChunkHeaderBenchmark.header", 1),
                        Map.entry("ChunkHeaderBenchmark.whole", 1),
                        Map.entry("FloatChunkBenchmark.decode", 6),
                        Map.entry("FloatChunkBenchmark.encode", 6),
                        Map.entry("HistogramChunkBenchmark.countBuckets", 2),
                        Map.entry("HistogramChunkBenchmark.decode", 2),
                        Map.entry("HistogramChunkBenchmark.encode", 2),
                        Map.entry("RelabelBenchmark.relabel", 4),
                        Map.entry("SeriesBenchmark.read", 4),
                        Map.entry("SymbolsBenchmark.merge", 2),
                        Map.entry("VarintBenchmark.decode", 3),
                        Map.entry("WalBenchmark.read", 6)));
        assertThat(Kernels.table(results).lines())
                .hasSize(2 + results.size())
                .anyMatch(line -> line.startsWith("| `SeriesBenchmark.read` | chunks 1, labels 6 |"))
                .anyMatch(line -> line.contains(" ns per sample |"));
    }
}
