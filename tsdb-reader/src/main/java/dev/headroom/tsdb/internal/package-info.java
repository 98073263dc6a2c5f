/// Bytes: mapped files, windows over them, variable-length integers; and how foreign text is shown in a message.
package dev.headroom.tsdb.internal;
