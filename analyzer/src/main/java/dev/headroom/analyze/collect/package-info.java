/// The questions of the analyze report, as collectors over a pass.
package dev.headroom.analyze.collect;
