/// Samples as text, to the byte the text of `promtool tsdb dump` and `promtool tsdb dump-openmetrics`.
package dev.headroom.cli.dump;
