/// Blocks made byte by byte, for tests of what no server would write.
package dev.headroom.testing.block;
