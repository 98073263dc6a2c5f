package dev.headroom.tsdb.block;

import dev.headroom.tsdb.chunk.ChunkSegments;
import dev.headroom.tsdb.index.IndexFile;
import dev.headroom.tsdb.index.Postings;
import dev.headroom.tsdb.index.PostingsTable;
import dev.headroom.tsdb.index.SymbolTable;
import dev.headroom.tsdb.tombstone.Tombstones;
import java.io.IOException;
import java.nio.file.Path;

/// An open block: its index, its chunk segments and its tombstones.
///
/// The files may be shared by threads. The symbol table is a cursor as well and belongs to one thread at a time.
public final class Block implements AutoCloseable {
    private final Path path;
    private final BlockMeta meta;
    private final IndexFile index;
    private final SymbolTable symbols;
    private final long postingsLists;
    private final Postings allSeries;
    private final ChunkSegments chunks;
    private final Tombstones tombstones;

    private Block(Path path, BlockMeta meta, IndexFile index, ChunkSegments chunks) throws IOException {
        this.path = path;
        this.meta = meta;
        this.index = index;
        this.chunks = chunks;
        symbols = new SymbolTable(index);
        PostingsTable table = new PostingsTable(index);
        postingsLists = table.count();
        allSeries = Postings.all(index, table);
        tombstones = Tombstones.read(path.resolve("tombstones"));
    }

    /// Opens the block's files and checks headers, table of contents, symbol table, postings offset table and
    /// tombstones.
    ///
    /// @throws dev.headroom.tsdb.CorruptionException when one of them is damaged
    /// @throws java.nio.file.NoSuchFileException when one of them is not there, or no longer
    public static Block open(Path path, BlockMeta meta) throws IOException {
        IndexFile index = IndexFile.open(path.resolve("index"));
        ChunkSegments chunks = null;
        try {
            chunks = ChunkSegments.open(path.resolve("chunks"));
            return new Block(path, meta, index, chunks);
        } catch (IOException | RuntimeException e) {
            index.close();
            if (chunks != null) {
                chunks.close();
            }
            throw e;
        }
    }

    public Path path() {
        return path;
    }

    public BlockMeta meta() {
        return meta;
    }

    public IndexFile index() {
        return index;
    }

    public SymbolTable symbols() {
        return symbols;
    }

    /// The references of all series, in the order of their labels.
    public Postings allSeries() {
        return allSeries;
    }

    /// Number of postings lists: one for each label pair, and that of all series.
    public long postingsLists() {
        return postingsLists;
    }

    public ChunkSegments chunks() {
        return chunks;
    }

    public Tombstones tombstones() {
        return tombstones;
    }

    /// Bytes of the index and of the chunk segments.
    public long mappedBytes() {
        return index.size() + chunks.size();
    }

    @Override
    public void close() {
        index.close();
        chunks.close();
    }
}
