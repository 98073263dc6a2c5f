/// A log back into blocks: what the head of a server would hold, written without a server.
package dev.headroom.replay.log;
