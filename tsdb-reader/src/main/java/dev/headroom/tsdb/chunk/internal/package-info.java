/// One decoder per chunk encoding, and the bit codes they share.
package dev.headroom.tsdb.chunk.internal;
