package dev.headroom.tsdb.wal;

/// A record of a log, decompressed, and how it is stored: what a reader stands at, valid until it goes on.
public interface LogRecord {
    /// The array that holds the record, from [#offset()] on.
    byte[] record();

    int offset();

    /// Bytes of the record.
    int length();

    /// Bytes of the record as stored, without the headers of its fragments.
    int storedLength();

    Compression compression();

    /// The segment in which the record begins.
    Segment segment();

    /// Where in [#segment()] the record begins.
    long position();
}
