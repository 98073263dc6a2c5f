/// Bytes: mapped files, windows over them, variable-length integers.
package dev.headroom.tsdb.internal;
