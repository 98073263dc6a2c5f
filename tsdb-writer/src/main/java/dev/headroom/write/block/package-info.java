/// Blocks as Prometheus opens them: chunk segments, index, tombstones, `meta.json`.
package dev.headroom.write.block;
