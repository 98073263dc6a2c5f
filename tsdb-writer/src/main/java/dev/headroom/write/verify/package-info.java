/// Verification: whether blocks are what their format says, and whether a rewritten one has every sample it should.
package dev.headroom.write.verify;
