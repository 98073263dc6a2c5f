/// Logs made byte by byte.
package dev.headroom.testing.wal;
