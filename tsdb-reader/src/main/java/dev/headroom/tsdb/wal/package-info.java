/// The write-ahead log: segments, checkpoints and the records in them.
///
/// The same format serves the log of in-order samples (`wal`), its checkpoints (`wal/checkpoint.N`), the log of
/// out-of-order samples (`wbl`), memory snapshots (`chunk_snapshot.N.M`) and the log of an agent.
/// Start reading at [dev.headroom.tsdb.wal.WalDirectory] (which files), [dev.headroom.tsdb.wal.WalReader] (which
/// records) and [dev.headroom.tsdb.wal.RecordDecoder] (what they say).
package dev.headroom.tsdb.wal;
