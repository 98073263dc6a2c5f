/// Blocks written anew: relabeled, with series and samples deleted, with collisions solved.
package dev.headroom.write.rewrite;
