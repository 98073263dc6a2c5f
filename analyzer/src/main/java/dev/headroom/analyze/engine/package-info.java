/// One pass over the distinct series of blocks and head.
package dev.headroom.analyze.engine;
