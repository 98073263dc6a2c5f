/// What several formats of the reader share and nobody outside it should use.
package dev.headroom.tsdb.internal;
