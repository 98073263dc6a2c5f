/// Relabeling as Prometheus does it: rules, the YAML they come from, one label set at a time or a block's in
/// integers.
package dev.headroom.write.relabel;
