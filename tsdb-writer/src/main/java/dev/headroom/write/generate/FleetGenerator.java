package dev.headroom.write.generate;

import dev.headroom.tsdb.block.BlockFiles;
import dev.headroom.tsdb.block.BlockMeta;
import dev.headroom.tsdb.chunk.Encoding;
import dev.headroom.tsdb.histogram.CounterReset;
import dev.headroom.tsdb.histogram.Histogram;
import dev.headroom.write.block.BlockWriter;
import dev.headroom.write.block.Ulids;
import dev.headroom.write.chunk.SampleAppender;
import dev.headroom.write.generate.Metric.Bucket;
import dev.headroom.write.internal.Tasks;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.function.LongConsumer;

/// Writes a fleet into blocks of two hours.
///
/// Series come in the order of their labels, so that a block is written in one pass: memory grows with the pods
/// and the label pairs of a block, not with its series.
public final class FleetGenerator {
    private static final int SAMPLES_PER_CHUNK = 120;
    private static final double STALE = Double.longBitsToDouble(0x7ff0000000000002L);

    private final Fleet fleet;
    private final Path directory;
    private final List<Metric> metrics;
    private final LongConsumer progress;

    /// A block that was written.
    public record Written(Path path, long minTime, long maxTime, BlockMeta.Stats stats, BlockFiles files) {}

    private FleetGenerator(Fleet fleet, Path directory, LongConsumer progress) {
        this.fleet = fleet;
        this.directory = directory;
        this.progress = progress;
        metrics = Metric.of(fleet);
    }

    /// Writes the blocks of a fleet into a directory, which is made when it is not there.
    ///
    /// @param threads blocks that are written at a time
    /// @param progress told of series that were written, by any thread
    public static List<Written> write(Fleet fleet, Path directory, int threads, LongConsumer progress)
            throws IOException {
        Files.createDirectories(directory);
        FleetGenerator generator = new FleetGenerator(fleet, directory, progress);
        List<Tasks.Task<Written>> blocks = new ArrayList<>();
        for (long start = fleet.start(); start < fleet.end(); start += Fleet.BLOCK) {
            long blockStart = start;
            blocks.add(() -> generator.writeBlock(blockStart));
        }
        return Tasks.run(threads, blocks);
    }

    private Written writeBlock(long blockStart) throws IOException {
        List<Pod> pods = Pod.of(fleet, blockStart);
        long blockEnd = blockStart + Fleet.BLOCK;
        String ulid = Ulids.make(blockEnd, new SplittableRandom(Mix.of(fleet.seed(), blockStart)));
        try (BlockWriter writer = BlockWriter.create(directory, ulid)) {
            new Part(writer, pods, blockStart, blockEnd).write();
            Path block = writer.finish(blockStart, blockEnd);
            return new Written(block, blockStart, blockEnd, writer.stats(), BlockFiles.of(block));
        }
    }

    /// One block in the making.
    private final class Part {
        private final BlockWriter writer;
        private final List<Pod> pods;
        private final long from;
        private final long to;
        private final Map<String, Integer> symbols = new HashMap<>();
        private final SeriesValues values = new SeriesValues();
        private final SampleAppender chunk = new SampleAppender();

        Part(BlockWriter writer, List<Pod> pods, long from, long to) {
            this.writer = writer;
            this.pods = pods;
            this.from = from;
            this.to = to;
        }

        void write() throws IOException {
            writeSymbols();
            int[] labels = new int[6];
            for (Metric metric : metrics) {
                for (Pod pod : pods) {
                    if (metric.kind() == Metric.Kind.BUCKET) {
                        for (Bucket bucket : Metric.BUCKETS) {
                            writeSeries(metric, pod, bucket, labels);
                        }
                    } else {
                        writeSeries(metric, pod, null, labels);
                    }
                }
            }
        }

        private void writeSymbols() throws IOException {
            // All of them are ASCII, where the order of strings is that of their bytes.
            TreeSet<String> texts = new TreeSet<>(List.of("__name__", "instance", "job", "namespace", "pod"));
            if (fleet.histograms() > 0) {
                texts.add("le");
                Metric.BUCKETS.forEach(bucket -> texts.add(bucket.le()));
            }
            metrics.forEach(metric -> texts.add(metric.name()));
            pods.forEach(pod -> texts.addAll(Arrays.asList(pod.job(), pod.namespace(), pod.name(), pod.instance())));
            writer.startSymbols(texts.size());
            for (String text : texts) {
                byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
                writer.addSymbol(bytes, 0, bytes.length);
                symbols.put(text, symbols.size());
            }
        }

        private void writeSeries(Metric metric, Pod pod, Bucket bucket, int[] labels) throws IOException {
            int length = 0;
            length = label(labels, length, "__name__", metric.name());
            length = label(labels, length, "instance", pod.instance());
            length = label(labels, length, "job", pod.job());
            if (bucket != null) {
                length = label(labels, length, "le", bucket.le());
            }
            length = label(labels, length, "namespace", pod.namespace());
            length = label(labels, length, "pod", pod.name());
            writer.startSeries(labels, 0, length);
            values.reset(metric, pod, bucket == null ? 1 : bucket.share());
            writeSamples(metric.kind() == Metric.Kind.NATIVE, pod);
            progress.accept(1);
        }

        private int label(int[] labels, int at, String name, String value) {
            labels[at] = writer.pair(symbols.get(name), symbols.get(value));
            return at + 1;
        }

        private void writeSamples(boolean histograms, Pod pod) throws IOException {
            long interval = fleet.interval();
            long time = pod.first();
            if (time < from) {
                time += (from - time + interval - 1) / interval * interval;
            }
            long end = Math.min(to - 1, pod.last() + (pod.replaced() ? interval : 0));
            int inChunk = 0;
            for (; time <= end; time += interval) {
                if (inChunk == 0) {
                    chunk.reset(histograms ? Encoding.HISTOGRAM : Encoding.XOR, CounterReset.UNKNOWN);
                }
                long scrape = (time - pod.first()) / interval;
                boolean stale = time > pod.last();
                if (histograms) {
                    chunk.append(
                            0, time, stale ? Histogram.stale(false, STALE) : values.histogram(scrape, inChunk == 0));
                } else {
                    chunk.append(0, time, stale ? STALE : values.value(scrape));
                }
                if (++inChunk == SAMPLES_PER_CHUNK) {
                    writer.addChunk(chunk);
                    inChunk = 0;
                }
            }
            if (inChunk > 0) {
                writer.addChunk(chunk);
            }
        }
    }
}
