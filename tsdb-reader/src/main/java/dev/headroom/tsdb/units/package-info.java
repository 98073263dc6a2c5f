/// Durations, sizes and times as operators write them, read into milliseconds and bytes, and printed again.
package dev.headroom.tsdb.units;
