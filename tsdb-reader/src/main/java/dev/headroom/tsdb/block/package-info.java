/// Blocks and the directory they lie in: what Prometheus would load, and what it would pass over.
package dev.headroom.tsdb.block;
