package dev.headroom.tsdb.block;

import dev.headroom.tsdb.CorruptionException;
import dev.headroom.tsdb.DataDirectoryException;
import dev.headroom.tsdb.internal.DataFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// What lies in a Prometheus data directory, as it was when it was listed. Nothing is opened but the `meta.json`
/// files.
///
/// Blocks are sorted out as Prometheus does when it loads a directory (`reloadBlocks` in `tsdb/db.go`): a block
/// that is named as a parent by another one has been replaced, a block that says it is deletable is as good as
/// gone, directories of a compaction or deletion in progress are passed over, and so are links to blocks and a
/// block without `meta.json`.
///
/// @param path the directory
/// @param blocks the blocks that Prometheus would load, by start of their range, then by name
/// @param ignored what Prometheus would pass over or delete
/// @param damaged blocks whose `meta.json` cannot be read or is missing; Prometheus makes neither
/// @param sizes bytes of what is not in blocks yet
public record DataDirectory(
        Path path, List<Entry> blocks, List<Ignored> ignored, List<CorruptionException> damaged, LiveSizes sizes) {
    /// A block: where it lies, what it says of itself, how large its files are.
    public record Entry(Path path, BlockMeta meta, BlockFiles files) {}

    /// Something that Prometheus does not load as a block.
    ///
    /// @param meta the block's `meta.json`, when there is a readable one
    /// @param bytes of all files in it
    public record Ignored(Path path, Optional<BlockMeta> meta, Reason reason, String detail, long bytes) {}

    /// Why something is passed over.
    public enum Reason {
        REPLACED,
        DELETABLE,
        NO_META,
        BEING_CREATED,
        BEING_DELETED,
        LINK
    }

    /// Data that is not in blocks yet.
    public enum LiveData {
        WAL("wal"),
        WBL("wbl"),
        CHUNKS_HEAD("chunks_head");

        private final String directory;

        LiveData(String directory) {
            this.directory = directory;
        }

        /// The directory's name.
        public String directory() {
            return directory;
        }
    }

    /// Bytes of the data that is not in blocks yet.
    ///
    /// @param wal the write-ahead log and its checkpoint
    /// @param wbl the log of out-of-order samples
    /// @param chunksHead chunks that the head has written
    /// @param snapshot snapshots of the head
    public record LiveSizes(long wal, long wbl, long chunksHead, long snapshot) {
        static final LiveSizes NONE = new LiveSizes(0, 0, 0, 0);

        static LiveSizes of(Path path, List<Path> entries) throws IOException {
            long snapshot = 0;
            for (Path entry : entries) {
                String name = entry.getFileName().toString();
                if (name.startsWith("chunk_snapshot.") && unfinished(name).isEmpty()) {
                    snapshot += bytesBelow(entry);
                }
            }
            return new LiveSizes(
                    bytesBelow(path.resolve("wal")),
                    bytesBelow(path.resolve("wbl")),
                    bytesBelow(path.resolve("chunks_head")),
                    snapshot);
        }

        public long total() {
            return wal + wbl + chunksHead + snapshot;
        }
    }

    /// Names that tell a data directory, besides blocks.
    private static final String WANTED = "give the data directory that Prometheus has as --storage.tsdb.path";

    private static final List<String> LANDMARKS =
            List.of("wal", "wbl", "chunks_head", "lock", "queries.active", "chunk_snapshot.tmp");

    private static final List<String> PROMETHEUS_1 = List.of(
            "heads.db", "archived_fingerprint_to_metric", "labelname_to_labelvalues", "labelpair_to_fingerprints");

    /// A running Prometheus merges blocks now and then, not for ever.
    private static final int MOST_LISTINGS = 20;

    /// Lists a data directory.
    ///
    /// A block that is gone once it is to be read was merged into another one, which the listing may have come too
    /// early to see: the listing is taken again.
    ///
    /// @throws DataDirectoryException when the path is none
    public static DataDirectory list(Path path) throws IOException {
        for (int i = 1; ; i++) {
            List<Path> entries = entries(path);
            DataDirectory directory = of(path, entries);
            boolean complete = entries.stream()
                    .filter(entry -> Ulid.isValid(entry.getFileName().toString()))
                    .allMatch(entry -> Files.exists(entry, LinkOption.NOFOLLOW_LINKS));
            if (complete || i == MOST_LISTINGS) {
                return directory;
            }
        }
    }

    private static DataDirectory of(Path path, List<Path> entries) throws IOException {
        List<Entry> readable = new ArrayList<>();
        List<Ignored> ignored = new ArrayList<>();
        List<CorruptionException> damaged = new ArrayList<>();
        boolean landmark = false;
        for (Path entry : entries) {
            String name = entry.getFileName().toString();
            landmark |= LANDMARKS.contains(name) || name.startsWith("chunk_snapshot.");
            if (!Files.isDirectory(entry)) {
                continue;
            }
            Optional<Reason> unfinished = unfinished(name);
            if (unfinished.isPresent()) {
                ignored.add(new Ignored(
                        entry, Optional.empty(), unfinished.get(), describe(unfinished.get()), bytesBelow(entry)));
            } else if (Ulid.isValid(name) && Files.isSymbolicLink(entry)) {
                ignored.add(new Ignored(entry, Optional.empty(), Reason.LINK, describe(Reason.LINK), 0));
            } else if (Ulid.isValid(name)) {
                readBlock(entry, readable, ignored, damaged);
            }
        }
        if (readable.isEmpty() && ignored.isEmpty() && damaged.isEmpty() && !landmark) {
            throw noDataDirectory(path, entries);
        }
        return new DataDirectory(path, live(readable, ignored), ignored, damaged, LiveSizes.of(path, entries));
    }

    /// One block, as a directory that holds nothing else.
    ///
    /// @throws DataDirectoryException when it has no `meta.json`
    public static DataDirectory ofBlock(Path block) throws IOException {
        return new DataDirectory(block, List.of(readBlock(block)), List.of(), List.of(), LiveSizes.NONE);
    }

    /// Whether the path is a block's directory rather than a data directory.
    public static boolean isBlock(Path path) {
        return Files.isRegularFile(path.resolve("meta.json")) || Files.isRegularFile(path.resolve("index"));
    }

    /// Reads what a block's directory holds, without opening its index and chunks.
    ///
    /// @throws DataDirectoryException when it has no `meta.json`
    public static Entry readBlock(Path path) throws IOException {
        try {
            return new Entry(path, BlockMetaReader.read(path.resolve("meta.json")), BlockFiles.of(path));
        } catch (NoSuchFileException e) {
            throw new DataDirectoryException(path
                    + ": a block without meta.json, which Prometheus ignores: restore the file or remove the block");
        }
    }

    /// Bytes of all files in and below a directory that can be looked at; 0 when there is none.
    public static long bytesBelow(Path directory) throws IOException {
        long[] bytes = {0};
        if (!Files.exists(directory)) {
            return 0;
        }
        Files.walkFileTree(directory, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                bytes[0] += attributes.size();
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
                // A running Prometheus may delete what was listed a moment ago. What may not be read is reported by
                // whoever wants to read it.
                if (e instanceof NoSuchFileException || e instanceof AccessDeniedException) {
                    return FileVisitResult.CONTINUE;
                }
                throw e;
            }
        });
        return bytes[0];
    }

    /// Whether the blocks are still the same.
    ///
    /// A running Prometheus writes a block before it takes the block's samples out of the head. Who lists the
    /// blocks, opens the head, and finds the same blocks again, misses none of those samples.
    public boolean isCurrent() throws IOException {
        return isSingleBlock() || names(list(path)).equals(names(this));
    }

    private static List<String> names(DataDirectory directory) {
        return directory.metas().stream().map(BlockMeta::ulid).toList();
    }

    /// Whether this is a block's directory, made to look like a data directory.
    public boolean isSingleBlock() {
        return blocks.size() == 1 && blocks.getFirst().path().equals(path);
    }

    /// What the blocks that Prometheus would load say of themselves.
    public List<BlockMeta> metas() {
        return blocks.stream().map(Entry::meta).toList();
    }

    /// Whether a block of this name lies here, loaded by Prometheus or not.
    public boolean has(String ulid) {
        return Ulid.isValid(ulid) && Files.isDirectory(path.resolve(ulid));
    }

    /// The kinds of live data that the directory holds besides its blocks.
    public List<LiveData> live() {
        return Arrays.stream(LiveData.values())
                .filter(kind -> DataFiles.isThere(path.resolve(kind.directory())))
                .toList();
    }

    /// The directories of that data.
    public List<String> liveDirectories() {
        return live().stream().map(LiveData::directory).toList();
    }

    /// Bytes of the files of all blocks.
    public BlockFiles blockFiles() {
        return files(blocks());
    }

    /// Bytes of the files of some blocks.
    public static BlockFiles files(List<Entry> blocks) {
        return blocks.stream().map(Entry::files).reduce(BlockFiles.NONE, BlockFiles::plus);
    }

    /// Bytes of what Prometheus would not load.
    public long ignoredBytes() {
        return ignored().stream().mapToLong(Ignored::bytes).sum();
    }

    /// Blocks whose ranges overlap, as groups of at least two, by time.
    public List<List<Entry>> overlaps() {
        List<List<Entry>> groups = new ArrayList<>();
        List<Entry> group = new ArrayList<>();
        long end = Long.MIN_VALUE;
        for (Entry block : blocks) {
            if (block.meta().minTime() >= end) {
                group = new ArrayList<>();
            }
            group.add(block);
            if (group.size() == 2) {
                groups.add(group);
            }
            end = Math.max(end, block.meta().maxTime());
        }
        return groups;
    }

    private static List<Path> entries(Path path) throws IOException {
        // Looked at first, because listing a pipe waits for somebody to write into it.
        if (Files.exists(path) && !Files.isDirectory(path)) {
            throw new DataDirectoryException(
                    path + ": a file, but a Prometheus data directory or a block's directory is wanted"
                            + hint(path).orElse(""));
        }
        try (Stream<Path> stream = Files.list(path)) {
            return stream.sorted().toList();
        } catch (NoSuchFileException e) {
            throw new DataDirectoryException(path + ": no such directory; " + WANTED);
        } catch (AccessDeniedException e) {
            throw new DataDirectoryException(path + ": permission denied; run as the user that Prometheus runs as");
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static void readBlock(
            Path entry, List<Entry> readable, List<Ignored> ignored, List<CorruptionException> damaged)
            throws IOException {
        try {
            readable.add(new Entry(entry, BlockMetaReader.read(entry.resolve("meta.json")), BlockFiles.of(entry)));
        } catch (NoSuchFileException e) {
            if (Files.exists(entry)) {
                ignored.add(new Ignored(
                        entry, Optional.empty(), Reason.NO_META, describe(Reason.NO_META), bytesBelow(entry)));
                damaged.add(new CorruptionException(
                        entry.resolve("meta.json").toString(), 0, "the block's meta.json", "none"));
            }
        } catch (CorruptionException e) {
            damaged.add(e);
        }
    }

    /// Takes the blocks apart that Prometheus would delete on loading; the rest, sorted.
    private static List<Entry> live(List<Entry> readable, List<Ignored> ignored) throws IOException {
        Map<String, String> replacedBy = new HashMap<>();
        for (Entry block : readable) {
            for (BlockMeta.Parent parent : block.meta().compaction().parents()) {
                replacedBy.put(parent.ulid(), block.meta().ulid());
            }
        }
        List<Entry> live = new ArrayList<>();
        for (Entry block : readable) {
            String child = replacedBy.get(block.meta().ulid());
            if (child != null) {
                ignored.add(ignored(block, Reason.REPLACED, "replaced by " + child));
            } else if (block.meta().compaction().deletable()) {
                ignored.add(ignored(block, Reason.DELETABLE, describe(Reason.DELETABLE)));
            } else {
                live.add(block);
            }
        }
        live.sort(DataDirectory::compare);
        return live;
    }

    private static int compare(Entry a, Entry b) {
        int byTime = Long.compare(a.meta().minTime(), b.meta().minTime());
        return byTime != 0 ? byTime : a.meta().ulid().compareTo(b.meta().ulid());
    }

    private static Ignored ignored(Entry block, Reason reason, String detail) throws IOException {
        return new Ignored(block.path(), Optional.of(block.meta()), reason, detail, bytesBelow(block.path()));
    }

    private static Optional<Reason> unfinished(String name) {
        int dot = name.lastIndexOf('.');
        if (dot < 0 || !(Ulid.isValid(name.substring(0, dot)) || name.startsWith("chunk_snapshot."))) {
            return Optional.empty();
        }
        return switch (name.substring(dot + 1)) {
            case "tmp-for-creation" -> Optional.of(Reason.BEING_CREATED);
            // Until 2.20 both kinds ended in .tmp.
            case "tmp-for-deletion", "tmp" -> Optional.of(Reason.BEING_DELETED);
            default -> Optional.empty();
        };
    }

    private static String describe(Reason reason) {
        return switch (reason) {
            case REPLACED -> "replaced by another block";
            case DELETABLE -> "empty after a compaction";
            case NO_META -> "no meta.json";
            case BEING_CREATED -> "left over from a compaction that did not finish";
            case BEING_DELETED -> "left over from a deletion that did not finish";
            case LINK -> "a symbolic link";
        };
    }

    private static DataDirectoryException noDataDirectory(Path path, List<Path> entries) {
        List<String> names =
                entries.stream().map(entry -> entry.getFileName().toString()).toList();
        if (names.stream().anyMatch(PROMETHEUS_1::contains)) {
            return new DataDirectoryException(
                    path + ": written by Prometheus 1.x, whose format ended with version 2.0; Prometheus 1.8 reads it");
        }
        if (names.isEmpty()) {
            return new DataDirectoryException(path + ": an empty directory; " + WANTED);
        }
        if (names.contains("data")) {
            return new DataDirectoryException(
                    path + ": no blocks, wal or chunks_head here; did you mean " + path.resolve("data") + "?");
        }
        return new DataDirectoryException(
                path + ": no Prometheus data directory: no blocks (directories named like 01ARZ3NDEKTSV4RRFFQ69G5FAV),"
                        + " no wal, no chunks_head" + hint(path).orElse("; " + WANTED));
    }

    /// Where the path lies, when that is in a block or beside the blocks.
    private static Optional<String> hint(Path path) {
        Path parent = path.toAbsolutePath().normalize().getParent();
        boolean part = parent != null
                && (isBlock(parent) || LANDMARKS.contains(path.getFileName().toString()));
        return part ? Optional.of("; did you mean " + parent + "?") : Optional.empty();
    }
}
