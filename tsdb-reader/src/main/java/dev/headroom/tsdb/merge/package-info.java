/// Several blocks and the head as one stream of distinct series.
package dev.headroom.tsdb.merge;
