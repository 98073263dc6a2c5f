/// Chunks: the compressed samples of one series, in every encoding up to Prometheus 3.14.
package dev.headroom.tsdb.chunk;
