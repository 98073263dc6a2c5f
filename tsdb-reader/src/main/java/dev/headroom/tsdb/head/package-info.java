/// The head: the newest samples, as Prometheus would rebuild it in memory when it starts.
///
/// They stand in four places: the write-ahead log ([dev.headroom.tsdb.wal]), the chunks that the head has written
/// to
/// `chunks_head` ([dev.headroom.tsdb.head.HeadChunks]), the log of out-of-order samples (`wbl`), and, when a server
/// with that feature was shut down, a snapshot ([dev.headroom.tsdb.head.ChunkSnapshot]). Start reading at
/// [dev.headroom.tsdb.head.HeadReader].
package dev.headroom.tsdb.head;
