/// The index of a block: symbols, series, postings.
package dev.headroom.tsdb.index;
