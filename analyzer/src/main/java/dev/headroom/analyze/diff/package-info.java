/// What changed between two directories, blocks, times or saved reports.
package dev.headroom.analyze.diff;
