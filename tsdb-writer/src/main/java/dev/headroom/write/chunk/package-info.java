/// Chunks: samples of one series into bytes, in every encoding up to Prometheus 3.14.
package dev.headroom.write.chunk;
