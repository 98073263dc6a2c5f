package dev.headroom.write.rewrite;

import dev.headroom.tsdb.block.Block;
import dev.headroom.tsdb.block.DataDirectory;
import dev.headroom.tsdb.chunk.ChunkReader;
import dev.headroom.tsdb.chunk.Encoding;
import dev.headroom.tsdb.chunk.SampleCursor;
import dev.headroom.tsdb.histogram.CounterReset;
import dev.headroom.tsdb.histogram.Histogram;
import dev.headroom.tsdb.index.SeriesCursor;
import dev.headroom.tsdb.index.SymbolTable;
import dev.headroom.write.block.BlockWriter;
import dev.headroom.write.block.Ulids;
import dev.headroom.write.chunk.SampleAppender;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;

/// Small blocks to rewrite: what is in them by labels, and out again.
final class TestBlocks {
    /// A sample: a float, or a histogram.
    record Sample(long time, double value, Histogram histogram) {
        static Sample of(long time, double value) {
            return new Sample(time, value, null);
        }

        @Override
        public String toString() {
            return time + ":" + (histogram == null ? value : histogram);
        }
    }

    private final Map<String, List<Sample>> series = new TreeMap<>();
    private final Encoding floats;
    private final int samplesPerChunk;

    TestBlocks(Encoding floats, int samplesPerChunk) {
        this.floats = floats;
        this.samplesPerChunk = samplesPerChunk;
    }

    /// @param labels such as `__name__=up,job=api`, ascending by name
    TestBlocks series(String labels, Sample... samples) {
        series.put(labels, List.of(samples));
        return this;
    }

    TestBlocks floats(String labels, double... timesAndValues) {
        Sample[] samples = new Sample[timesAndValues.length / 2];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = Sample.of((long) timesAndValues[2 * i], timesAndValues[2 * i + 1]);
        }
        return series(labels, samples);
    }

    /// Writes the block and returns its directory.
    Path write(Path directory, long minTime, long maxTime) throws IOException {
        String ulid = Ulids.make(minTime, new SplittableRandom(System.nanoTime()));
        TreeSet<String> symbols = new TreeSet<>();
        List<String[]> labels = new ArrayList<>();
        for (String text : series.keySet()) {
            labels.add(text.split("[=,]", -1));
            symbols.addAll(Arrays.asList(labels.getLast()));
        }
        labels.sort(Comparator.comparing(Arrays::asList, TestBlocks::compare));
        try (BlockWriter writer = BlockWriter.create(directory, ulid)) {
            writer.startSymbols(symbols.size());
            for (String symbol : symbols) {
                byte[] bytes = symbol.getBytes(StandardCharsets.UTF_8);
                writer.addSymbol(bytes, 0, bytes.length);
            }
            List<String> ordered = List.copyOf(symbols);
            for (String[] set : labels) {
                int[] pairs = new int[set.length / 2];
                Arrays.setAll(pairs, i -> writer.pair(ordered.indexOf(set[2 * i]), ordered.indexOf(set[2 * i + 1])));
                writer.startSeries(pairs, 0, pairs.length);
                write(writer, series.get(join(Arrays.asList(set))));
            }
            return writer.finish(minTime, maxTime);
        }
    }

    private static int compare(List<String> left, List<String> right) {
        return Arrays.compare(left.toArray(String[]::new), right.toArray(String[]::new));
    }

    private static String join(List<String> labels) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < labels.size(); i++) {
            text.append(i == 0 ? "" : i % 2 == 0 ? "," : "=").append(labels.get(i));
        }
        return text.toString();
    }

    private void write(BlockWriter writer, List<Sample> samples) throws IOException {
        SampleAppender appender = new SampleAppender();
        for (int i = 0; i < samples.size(); i++) {
            Sample sample = samples.get(i);
            if (i % samplesPerChunk == 0) {
                if (i > 0) {
                    writer.addChunk(appender);
                }
                appender.reset(
                        sample.histogram == null ? floats : Encoding.HISTOGRAM,
                        sample.histogram == null ? CounterReset.UNKNOWN : CounterReset.NOT_RESET);
            }
            if (sample.histogram == null) {
                appender.append(0, sample.time, sample.value);
            } else {
                appender.append(0, sample.time, sample.histogram);
            }
        }
        writer.addChunk(appender);
    }

    /// What the blocks of a directory hold, in the order of labels and times, and of chunks behind a bar.
    static Map<String, String> read(Path directory) throws IOException {
        Map<String, String> content = new TreeMap<>();
        for (DataDirectory.Entry entry : DataDirectory.list(directory).blocks()) {
            read(entry, content);
        }
        return content;
    }

    private static void read(DataDirectory.Entry entry, Map<String, String> content) throws IOException {
        try (Block block = Block.open(entry.path(), entry.meta())) {
            SymbolTable symbols = block.symbols();
            while (symbols.next()) {
                // Makes each known.
            }
            SeriesCursor cursor = new SeriesCursor(block.index(), symbols);
            ChunkReader chunks = new ChunkReader(block.chunks());
            SampleCursor samples = new SampleCursor();
            for (int i = 0; i < block.allSeries().count(); i++) {
                cursor.read(block.allSeries().reference(i));
                List<String> labels = new ArrayList<>();
                for (int j = 0; j < cursor.labelsLength(); j++) {
                    labels.add(symbols.text(cursor.labels()[j]));
                }
                StringBuilder text = new StringBuilder();
                for (int j = 0; j < cursor.chunkCount(); j++) {
                    text.append(j == 0 ? "" : " |");
                    chunks.readHeader(cursor.chunkReference(j));
                    chunks.readSamples(samples, new byte[0]);
                    while (samples.next()) {
                        text.append(text.isEmpty() ? "" : " ");
                        text.append(samples.timestamp()).append(':');
                        text.append(samples.isHistogram() ? samples.histogram().count() : samples.value());
                    }
                }
                content.merge(join(labels), text.toString(), (a, b) -> a + " || " + b);
            }
        }
    }
}
