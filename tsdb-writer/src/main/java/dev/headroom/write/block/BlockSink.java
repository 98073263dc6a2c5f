package dev.headroom.write.block;

import dev.headroom.tsdb.block.BlockMeta;
import dev.headroom.tsdb.chunk.ChunkReader;
import dev.headroom.write.chunk.SampleAppender;
import java.io.IOException;

/// Takes a block: its symbols, then its series with their chunks, in order. [BlockWriter] writes it,
/// [BlockMeasure] only says how large it would be.
public sealed interface BlockSink permits BlockWriter, BlockMeasure {
    /// Begins the symbol table; [#addSymbol] has to follow that often.
    void startSymbols(int count) throws IOException;

    /// Adds a symbol: a label's name or value, greater by bytes than the one before.
    void addSymbol(byte[] bytes, int offset, int length) throws IOException;

    /// Begins a series.
    ///
    /// @param newLabels symbols, counted from 0, of name and value in turn, ascending by name; as a whole
    /// greater than the series before
    /// @param length how many symbols there are
    void startSeries(int[] newLabels, int length) throws IOException;

    /// Adds the chunk that the appender holds.
    void addChunk(SampleAppender appender) throws IOException;

    /// Adds the chunk whose header the reader has read last, as it stands in its block, which stays open until the
    /// next call of another method; checks the chunk's checksum when it looks at its bytes.
    void copyChunk(long minTime, long maxTime, ChunkReader chunk) throws IOException;

    /// What the block holds so far.
    BlockMeta.Stats stats();
}
