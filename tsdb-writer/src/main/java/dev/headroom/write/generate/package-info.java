/// Synthetic fleets, written straight into blocks.
package dev.headroom.write.generate;
