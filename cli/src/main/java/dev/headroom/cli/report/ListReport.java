package dev.headroom.cli.report;

import dev.headroom.cli.render.Report;
import dev.headroom.cli.render.Style;
import dev.headroom.cli.render.Table;
import dev.headroom.cli.render.Table.Kind;
import dev.headroom.cli.render.Values;
import dev.headroom.tsdb.CorruptionException;
import dev.headroom.tsdb.block.BlockFiles;
import dev.headroom.tsdb.block.BlockMeta;
import dev.headroom.tsdb.block.DataDirectory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The blocks of a data directory as `headroom list` shows them. Counts are those of `meta.json`.
public final class ListReport implements Report {
    private final DataDirectory directory;

    public ListReport(DataDirectory directory) {
        this.directory = directory;
    }

    /// The JSON report.
    record Json(
            int schemaVersion,
            String path,
            List<Block> blocks,
            List<List<String>> overlaps,
            List<Ignored> ignored,
            List<Damage> damaged) {}

    /// @param parents ULIDs of the blocks it was made of
    /// @param thanos external labels and resolution that Thanos wrote down; left out when it did not
    record Block(
            String ulid,
            long minTime,
            long maxTime,
            long duration,
            long samples,
            long histogramSamples,
            long chunks,
            long series,
            long tombstones,
            int level,
            List<String> sources,
            List<String> parents,
            List<String> hints,
            Map<String, Object> thanos,
            Bytes bytes) {}

    record Bytes(long chunks, long index, long tombstones, long meta, long total) {}

    record Ignored(String path, String reason, long bytes) {}

    record Damage(String file, long offset, String message) {}

    @Override
    public Object json() {
        return new Json(
                1,
                directory.path().toString(),
                directory.blocks().stream().map(ListReport::block).toList(),
                directory.overlaps().stream()
                        .map(group ->
                                group.stream().map(entry -> entry.meta().ulid()).toList())
                        .toList(),
                directory.ignored().stream()
                        .map(ignored ->
                                new Ignored(ignored.path().getFileName().toString(), ignored.detail(), ignored.bytes()))
                        .toList(),
                directory.damaged().stream()
                        .map(e -> new Damage(e.file(), e.offset(), e.getMessage()))
                        .toList());
    }

    @Override
    public List<String> summary(Style style) {
        List<String> lines = new ArrayList<>();
        lines.add(Values.printable(directory.path().toString()) + ": "
                + directory.blocks().size() + " blocks, "
                + Values.bytes(directory.blockFiles().total()));
        for (List<DataDirectory.Entry> group : directory.overlaps()) {
            lines.add(style.warning("overlapping: "
                    + String.join(
                            ", ",
                            group.stream().map(entry -> entry.meta().ulid()).toList())));
        }
        for (CorruptionException damage : directory.damaged()) {
            lines.add(style.warning("damaged: " + Values.printable(damage.getMessage())));
        }
        return lines;
    }

    @Override
    public List<Table> tables() {
        return List.of(blocks(), ignored());
    }

    private Table blocks() {
        Table.Builder table = Table.of("blocks", "BLOCKS")
                .column("ulid", "block", Kind.TEXT)
                .column("minTime", "from", Kind.TIME)
                .column("maxTime", "to", Kind.TIME)
                .column("duration", "duration", Kind.DURATION)
                .column("level", "level", Kind.COUNT)
                .column("parents", "parents", Kind.COUNT)
                .column("samples", "samples", Kind.COUNT)
                .column("chunks", "chunks", Kind.COUNT)
                .column("series", "series", Kind.COUNT)
                .column("bytesChunks", "chunk bytes", Kind.BYTES)
                .column("bytesIndex", "index bytes", Kind.BYTES)
                .column("bytesTotal", "total", Kind.BYTES)
                .column("notes", "notes", Kind.TEXT);
        for (DataDirectory.Entry entry : directory.blocks()) {
            BlockMeta meta = entry.meta();
            table.row(
                    meta.ulid(),
                    meta.minTime(),
                    meta.maxTime(),
                    meta.maxTime() - meta.minTime(),
                    meta.compaction().level(),
                    parents(meta).size(),
                    meta.stats().samples(),
                    meta.stats().chunks(),
                    meta.stats().series(),
                    entry.files().chunks(),
                    entry.files().index(),
                    entry.files().total(),
                    notes(meta));
        }
        return table.build();
    }

    private Table ignored() {
        Table.Builder table = Table.of("ignored", "IGNORED BY PROMETHEUS")
                .column("path", "directory", Kind.TEXT)
                .column("reason", "why", Kind.TEXT)
                .column("bytes", "bytes", Kind.BYTES);
        for (DataDirectory.Ignored ignored : directory.ignored()) {
            table.row(ignored.path().getFileName().toString(), ignored.detail(), ignored.bytes());
        }
        return table.build();
    }

    private static Block block(DataDirectory.Entry entry) {
        BlockMeta meta = entry.meta();
        BlockFiles files = entry.files();
        return new Block(
                meta.ulid(),
                meta.minTime(),
                meta.maxTime(),
                meta.maxTime() - meta.minTime(),
                meta.stats().samples(),
                meta.stats().histogramSamples(),
                meta.stats().chunks(),
                meta.stats().series(),
                meta.stats().tombstones(),
                meta.compaction().level(),
                meta.compaction().sources(),
                parents(meta),
                meta.compaction().hints(),
                meta.thanos() == null
                        ? null
                        : Map.of(
                                "labels", meta.thanos().labels(),
                                "downsampleResolution", meta.thanos().downsampleResolution(),
                                "source", meta.thanos().source()),
                new Bytes(files.chunks(), files.index(), files.tombstones(), files.meta(), files.total()));
    }

    /// A block cut from out-of-order samples names a parent of zeros, which is no block.
    private static List<String> parents(BlockMeta meta) {
        return meta.compaction().parents().stream()
                .map(BlockMeta.Parent::ulid)
                .filter(ulid -> !ulid.matches("0*"))
                .toList();
    }

    private static String notes(BlockMeta meta) {
        List<String> notes = new ArrayList<>(meta.compaction().hints());
        if (meta.stats().tombstones() > 0) {
            notes.add(Values.count(meta.stats().tombstones()) + " tombstones");
        }
        if (meta.compaction().failed()) {
            notes.add("compaction failed");
        }
        if (meta.thanos() != null) {
            notes.add("thanos");
        }
        return String.join(", ", notes);
    }
}
