package dev.headroom.replay.remote;

import dev.headroom.tsdb.CorruptionException;
import dev.headroom.tsdb.block.DataDirectory;
import dev.headroom.tsdb.merge.MergedSymbols;
import dev.headroom.tsdb.wal.LabelsView;
import dev.headroom.tsdb.wal.RecordDecoder;
import dev.headroom.tsdb.wal.RecordType;
import dev.headroom.tsdb.wal.RecordVisitor;
import dev.headroom.tsdb.wal.WalDirectory;
import dev.headroom.tsdb.wal.WalReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What the write-ahead log says besides samples: exemplars, and what metrics are. Blocks hold neither.
///
/// All exemplars are held in memory, some hundred bytes each, and a reference for each series that has one or
/// has metadata; metadata once for each metric.
final class LogNotes {
    static final LogNotes NONE = new LogNotes();

    private static final Text METRIC_NAME = new Text(new byte[] {'_', '_', 'n', 'a', 'm', 'e', '_', '_'});

    /// Labels as ids of symbols, as a key.
    @SuppressWarnings("ArrayRecordComponent") // Compared by its ids.
    private record LabelIds(int[] ids) {
        @Override
        public boolean equals(Object other) {
            return other instanceof LabelIds that && Arrays.equals(ids, that.ids);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(ids);
        }
    }

    private final Map<List<Text>, Set<Exemplar>> byLabels = new HashMap<>();
    private final Map<Text, Metadata> metrics = new LinkedHashMap<>();
    private final Map<LabelIds, List<Exemplar>> byIds = new HashMap<>();

    private LogNotes() {}

    /// Reads the notes of a directory's log, as far as it can be read: what ends it early is the head's to
    /// tell.
    static LogNotes read(DataDirectory directory) throws IOException {
        Path path = directory.path().resolve("wal");
        if (!Files.isDirectory(path)) {
            return NONE;
        }
        WalDirectory log = WalDirectory.list(path);
        Finder finder = new Finder();
        read(log, EnumSet.of(RecordType.EXEMPLARS, RecordType.METADATA), finder);
        LogNotes notes = new LogNotes();
        if (!finder.exemplars.isEmpty() || !finder.metadata.isEmpty()) {
            read(log, EnumSet.of(RecordType.SERIES), finder.namer(notes));
        }
        return notes;
    }

    private static void read(WalDirectory log, Set<RecordType> types, RecordVisitor visitor) throws IOException {
        if (log.checkpoint().isPresent()) {
            read(WalReader.stream(log.checkpoint().get().segments()), types, visitor);
        }
        read(WalReader.log(log.live()), types, visitor);
    }

    private static void read(WalReader segments, Set<RecordType> types, RecordVisitor visitor) throws IOException {
        RecordDecoder decoder = new RecordDecoder();
        try (WalReader reader = segments) {
            while (reader.advance()) {
                if (!types.contains(reader.type()) || !reader.unpack()) {
                    continue;
                }
                try {
                    decoder.decode(reader.record(), reader.offset(), reader.length(), visitor);
                } catch (CorruptionException e) {
                    reader.reject(e);
                }
            }
        }
    }

    /// Collects notes under the references of their series.
    private static final class Finder implements RecordVisitor {
        final Map<Long, List<Exemplar>> exemplars = new HashMap<>();
        final Map<Long, Metadata> metadata = new HashMap<>();
        private final Map<Metadata, Metadata> distinct = new HashMap<>();

        @Override
        public void exemplar(long ref, long timestamp, long valueBits, LabelsView labels) {
            exemplars
                    .computeIfAbsent(ref, any -> new ArrayList<>())
                    .add(new Exemplar(timestamp, Double.longBitsToDouble(valueBits), texts(labels)));
        }

        @Override
        public void metadata(long ref, int type, LabelsView fields) {
            Metadata found = new Metadata(type, field(fields, "UNIT"), field(fields, "HELP"));
            Metadata known = distinct.putIfAbsent(found, found);
            metadata.put(ref, known == null ? found : known);
        }

        private static Text field(LabelsView fields, String name) {
            for (int i = 0; i < fields.size(); i++) {
                if (fields.name(i).equals(name)) {
                    return Text.of(fields.bytes(), fields.valueOffset(i), fields.valueLength(i));
                }
            }
            return Text.NONE;
        }

        /// Puts what was collected under the labels of the series.
        RecordVisitor namer(LogNotes notes) {
            return new RecordVisitor() {
                @Override
                public void series(long ref, LabelsView labels) {
                    List<Exemplar> examples = exemplars.get(ref);
                    if (examples != null) {
                        notes.byLabels
                                .computeIfAbsent(texts(labels), any -> new LinkedHashSet<>())
                                .addAll(examples);
                    }
                    Metadata known = metadata.get(ref);
                    int name = known == null ? -1 : labels.find(METRIC_NAME.bytes());
                    if (name >= 0) {
                        notes.metrics.put(
                                Text.of(labels.bytes(), labels.valueOffset(name), labels.valueLength(name)), known);
                    }
                }
            };
        }
    }

    private static List<Text> texts(LabelsView labels) {
        List<Text> texts = new ArrayList<>(2 * labels.size());
        for (int i = 0; i < labels.size(); i++) {
            texts.add(Text.of(labels.bytes(), labels.nameOffset(i), labels.nameLength(i)));
            texts.add(Text.of(labels.bytes(), labels.valueOffset(i), labels.valueLength(i)));
        }
        return texts;
    }

    /// Has the exemplars found by the ids of their series' labels from now on. Those of series without a
    /// sample are not found.
    void number(MergedSymbols symbols) {
        byIds.clear();
        byLabels.forEach((labels, exemplars) -> {
            int[] ids = new int[labels.size()];
            for (int i = 0; i < ids.length; i++) {
                ids[i] = symbols.find(labels.get(i).bytes());
            }
            byIds.put(
                    new LabelIds(ids),
                    exemplars.stream()
                            .sorted(Comparator.comparingLong(Exemplar::timestamp))
                            .toList());
        });
    }

    /// The exemplars of a series, by time.
    ///
    /// @param labels names and values in turn, as the data has them
    List<Exemplar> exemplars(int[] labels, int length) {
        if (byIds.isEmpty()) {
            return List.of();
        }
        return byIds.getOrDefault(new LabelIds(Arrays.copyOf(labels, length)), List.of());
    }

    /// Number of exemplars.
    long exemplarCount() {
        return byLabels.values().stream().mapToLong(Set::size).sum();
    }

    /// What is known of metrics, by their names.
    Map<Text, Metadata> metrics() {
        return metrics;
    }

    /// What is known of a metric; `null` when that is nothing.
    Metadata metadata(byte[] metric) {
        return metrics.isEmpty() ? null : metrics.get(new Text(metric));
    }
}
