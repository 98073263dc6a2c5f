/// Deleted ranges of a block's series.
package dev.headroom.tsdb.tombstone;
