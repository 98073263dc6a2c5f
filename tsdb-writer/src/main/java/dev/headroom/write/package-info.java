/// Facts to bytes: blocks, chunks and indexes as Prometheus opens them.
package dev.headroom.write;
