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

    /// The number of a label pair: from 0, in the order in which they are asked for first.
    ///
    /// @param name a symbol, counted from 0
    /// @param value a symbol, counted from 0
    int pair(int name, int value);

    /// Says how many series there will be, when that is known: the postings then are put in order as series come.
    ///
    /// @param seriesOfPairs how many will carry each pair, by its number; no pair can be added any more
    void expect(int series, int[] seriesOfPairs) throws IOException;

    /// Begins a series.
    ///
    /// @param pairs numbers of label pairs, ascending by name; as a whole greater than the series before
    /// @param from where in the array they begin
    /// @param length how many there are
    void startSeries(int[] pairs, int from, int length) throws IOException;

    /// Adds the chunk that the appender holds.
    void addChunk(SampleAppender appender) throws IOException;

    /// Adds the chunk whose header the reader has read last, as it stands in its block, which has to stay open until
    /// this one is finished. Checks the chunk's checksum if it takes the bytes.
    void copyChunk(long minTime, long maxTime, ChunkReader chunk) throws IOException;

    /// What the block holds so far.
    BlockMeta.Stats stats();
}
